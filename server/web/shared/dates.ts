// SPDX-License-Identifier: Apache-2.0
// A date is never broken in two: browsers break behind its hyphens. Whatever sentence of ours or of the
// server's it stands in, it is one piece of it (.day in the style sheets).
import { ComponentChild, createElement, options, VNode } from "preact";

const DATE = /(\d{4}-\d\d-\d\d)/;
const PLAIN = ["option", "title", "textarea"]; // hold no elements

const isDate = (n: number): boolean => n % 2 === 1; // of what split gives

function whole(child: ComponentChild): ComponentChild | ComponentChild[] {
  if (typeof child !== "string" || !DATE.test(child)) return child;
  return child.split(DATE).map((part, n) => (isDate(n) ? createElement("span", { class: "day" }, part) : part));
}

const before = options.vnode;

options.vnode = (node: VNode) => {
  const { type, props } = node as VNode<{ class?: string; children?: ComponentChild | ComponentChild[] }>;
  const { children } = props;
  if (typeof type === "string" && props.class !== "day" && !PLAIN.includes(type) && children)
    props.children = Array.isArray(children) ? children.map(whole) as ComponentChild[] : (whole(children) as ComponentChild);
  before?.(node);
};
