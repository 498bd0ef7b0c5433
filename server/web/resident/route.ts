// SPDX-License-Identifier: Apache-2.0
// The page that is open, in the address behind #: the back button and a reload keep it.
import { useEffect, useState } from "preact/hooks";

export type Page = "" | "apply" | "family" | "lost" | "more" | "record" | "reads" | "clock" | "card" | "out" | "certificates" | "visitors" | "visit";
const PAGES: Page[] = ["", "apply", "family", "lost", "more", "record", "reads", "clock", "card", "out", "certificates", "visitors", "visit"];

/** "#apply?area=…&claim=…": what stands behind # is told to no server, and to nobody's log. */
function parts(): [string, string] {
  const [name, values] = location.hash.slice(1).split("?");
  return [name, values ?? ""];
}

function current(): Page {
  const named = parts()[0] as Page;
  return PAGES.includes(named) ? named : "";
}

export function usePage(): Page {
  const [, turn] = useState(location.hash); // all of it: another link may open the same page
  useEffect(() => {
    const look = () => turn(location.hash);
    window.addEventListener("hashchange", look);
    return () => window.removeEventListener("hashchange", look);
  }, []);
  return current();
}

export function goTo(page: Page): void {
  location.hash = page;
}

/** What the link of a poster or a slip brings. */
export function linked(name: string): string {
  return link().get(name) ?? "";
}
export const link = (): URLSearchParams => new URLSearchParams(parts()[1]);

/** An address of this server that opens a page with values, for others to be sent. */
export function linkTo(page: Page, values: string[][]): string {
  return `${location.origin}/resident/#${page}?${new URLSearchParams(values)}`;
}
