// SPDX-License-Identifier: Apache-2.0
// The page that is open and the state of its table, in the address behind #: a link can be sent, and
// the back button and a reload keep both.
import { useEffect, useMemo, useState } from "preact/hooks";
import { may, Who } from "./desk";

export type Page = "home" | "gates" | "audit" | "accounts" | "residents" | "applications" | "passes" | "requests" | "appeals" | "certificates" | "cases" | "rules" | "visitors" | "reports" | "response";

/** In the order of a morning; who may not read a page is not shown the way to it. */
export const PAGES: [Page, ...string[]][] = [
  ["home", "reports", "passes", "second"],
  ["applications", "passes"],
  ["residents", "search"],
  ["passes", "passes"],
  ["visitors", "passes"],
  ["requests", "propose", "second", "audit"],
  ["appeals", "passes", "appeals"],
  ["certificates", "passes"],
  ["cases", "traces"],
  ["rules", "reports"],
  ["gates", "reports"],
  ["reports", "reports"],
  ["response", "reports"],
  ["accounts", "admin", "audit"],
  ["audit", "second", "audit"],
];

export interface Route {
  page: Page;
  values: URLSearchParams;
}

export const pagesOf = (who: Who | null): Page[] =>
  PAGES.filter(([, ...rights]) => may(who, ...rights)).map(([page]) => page);

function current(hash = location.hash): { named: string; values: URLSearchParams } {
  const [named, values] = hash.slice(1).split("?");
  return { named, values: new URLSearchParams(values ?? "") };
}

const MOVED = "hashchange";

/** A browser says a frame later that the address is another one; on a slow machine that can be felt. */
const sayMoved = () => window.dispatchEvent(new Event(MOVED));

/** A link into the desk, as a plain click follows it. */
function followed(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  const other = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey; // a new tab, a download
  if (event.defaultPrevented || other || !link?.getAttribute("href")?.startsWith("#")) return;
  event.preventDefault();
  location.hash = link.hash;
  sayMoved();
}

export function useRoute(who: Who | null): Route | null {
  const [seen, look] = useState(location.hash);
  useEffect(() => {
    const again = () => look(location.hash);
    window.addEventListener(MOVED, again);
    document.addEventListener("click", followed);
    return () => {
      window.removeEventListener(MOVED, again);
      document.removeEventListener("click", followed);
    };
  }, []);
  const { named, values } = useMemo(() => current(seen), [seen]);
  const pages = pagesOf(who);
  const page = pages.find((name) => name === named) ?? pages[0];
  return page ? { page, values } : null;
}

export function addressOf(page: Page, values: Record<string, string> = {}): string {
  const kept = Object.entries(values).filter(([, value]) => value);
  return "#" + page + (kept.length ? "?" + new URLSearchParams(kept).toString() : "");
}

/** Of one community, where the address names one: more of a query. */
export const ofArea = (area: string): string => (area ? "&area=" + encodeURIComponent(area) : "");

export function goTo(page: Page, values: Record<string, string> = {}): void {
  location.hash = addressOf(page, values);
  sayMoved();
}

const PLACE = "at";

/** The row of the table that is looked at, as the address has it. */
export const keptPlace = (): number => Math.max(0, Math.floor(Number(current().values.get(PLACE))) || 0);

const PLACE_MS = 200; // browsers take no more than some twenty addresses a second

let placing = 0;
let place: (() => void) | null = null;

/** What keepPlace waits with: before another page is opened. */
export function placeNow(): void {
  clearTimeout(placing);
  place?.();
  place = null;
}

/** Once it rests; nothing is drawn anew by it. */
export function keepPlace(at: number): void {
  const { hash } = location;
  clearTimeout(placing);
  place = () => {
    const { named, values } = current();
    if (location.hash === hash) history.replaceState(null, "", addressOf(named as Page, { ...Object.fromEntries(values), [PLACE]: at ? String(at) : "" }));
  };
  placing = window.setTimeout(placeNow, PLACE_MS);
}

/** The same page in another state: no step of the back button. */
export function settle(page: Page, values: Record<string, string>): void {
  location.replace(addressOf(page, values));
  sayMoved();
}
