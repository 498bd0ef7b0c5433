// SPDX-License-Identifier: Apache-2.0
import { bilingual, element } from "./dom";
import { Verdict } from "./stream";

/** Never colour alone: a tick, a hand, a bar. */
const shapes: { [verdict in Verdict]: string } = {
  allow: "M20 55 L42 77 L82 25",
  review: "M30 88 V42 a6 6 0 0 1 12 0 V24 a6 6 0 0 1 12 0 V22 a6 6 0 0 1 12 0 V40 a6 6 0 0 1 12 0 V66 q0 22 -22 22 z",
  deny: "M14 50 H86",
};

function shape(verdict: Verdict): SVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 100 100");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", shapes[verdict]);
  svg.appendChild(path);
  return svg;
}

/** The verdict that fills its place. null: nobody stands there. */
export function showVerdict(place: HTMLElement, verdict: Verdict | null, zh: string, en: string): void {
  place.className = "verdict " + (verdict || "idle");
  place.textContent = "";
  if (verdict) place.appendChild(shape(verdict));
  const words = element("p", "words");
  bilingual(words, zh, en);
  place.appendChild(words);
}
