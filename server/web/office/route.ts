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

/** Of the page that is opened, before it is drawn. */
type Ahead = (route: Route, who: Who | null) => Promise<void>;

function current(hash = location.hash): { named: string; values: URLSearchParams } {
  const [named, values] = hash.slice(1).split("?");
  return { named, values: new URLSearchParams(values ?? "") };
}

const MOVED = "hashchange";

/** A browser says a frame later that the address is another one; on a slow machine that can be felt. */
const sayMoved = () => window.dispatchEvent(new Event(MOVED));

/** As by location.hash, without the browser looking for a place of that name on the page. */
function go(hash: string): void {
  if (hash !== location.hash) history.pushState(null, "", hash);
  sayMoved();
}

/** null: no link into the desk, or no plain press of one. */
function linkOf(event: MouseEvent): string | null {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  const other = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey; // a new tab, a download
  return !event.defaultPrevented && !other && link?.getAttribute("href")?.startsWith("#") ? link.hash : null;
}

function followed(event: MouseEvent): void {
  const to = linkOf(event);
  if (to === null) return;
  event.preventDefault();
  go(to);
}

function routeOf(hash: string, who: Who | null): Route | null {
  const { named, values } = current(hash);
  const pages = pagesOf(who);
  const page = pages.find((name) => name === named) ?? pages[0];
  return page ? { page, values } : null;
}

export function useRoute(who: Who | null, ahead: Ahead): Route | null {
  const [seen, look] = useState(location.hash);
  const route = useMemo(() => routeOf(seen, who), [seen, who]);
  useEffect(() => {
    const again = async () => {
      const { hash } = location, next = routeOf(hash, who);
      if (next && next.page !== route?.page) await ahead(next, who);
      if (location.hash === hash) look(hash);
    };
    const pressed = (event: MouseEvent) => {
      const to = linkOf(event), next = to === null ? null : routeOf(to, who);
      if (next) void ahead(next, who);
    };
    window.addEventListener(MOVED, again);
    document.addEventListener("pointerdown", pressed);
    document.addEventListener("click", pressed); // before the address is moved, which takes a while
    document.addEventListener("click", followed);
    return () => {
      window.removeEventListener(MOVED, again);
      document.removeEventListener("pointerdown", pressed);
      document.removeEventListener("click", pressed);
      document.removeEventListener("click", followed);
    };
  }, [route?.page, who]);
  return route;
}

export function addressOf(page: Page, values: Record<string, string> = {}): string {
  const kept = Object.entries(values).filter(([, value]) => value);
  return "#" + page + (kept.length ? "?" + new URLSearchParams(kept).toString() : "");
}

/** Of a list: the page that the address names. */
export const ofPage = (values: URLSearchParams): string => (values.get("from") ? "&from=" + encodeURIComponent(values.get("from") ?? "") : "");

/** Of one community, where the address names one: more of a query. */
export const ofArea = (area: string): string => (area ? "&area=" + encodeURIComponent(area) : "");

export function goTo(page: Page, values: Record<string, string> = {}): void {
  go(addressOf(page, values));
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
