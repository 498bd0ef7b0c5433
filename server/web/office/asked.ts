// SPDX-License-Identifier: Apache-2.0
// What a page has asked the server for. It is asked again when another desk changes it, and once a minute,
// while somebody works at the page, and when they come back to it; never while nobody does, or a session
// would not end.
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { Answer, Problem } from "../shared/http";
import { hear, listen } from "./changes";
import { askOnce, isChanged, isFresh, isSame, kept, keptOrAsked, kindOf } from "./kept";
import { call } from "./server";

const EACH_MS = 60_000;
const AT_WORK_MS = 5 * 60_000;
const HOME_REST_MS = 5000; // whatever anybody does changes something there

let touchedMs = performance.now();
for (const kind of ["keydown", "pointerdown", "click"]) window.addEventListener(kind, () => (touchedMs = performance.now()), true);

/** How long nobody has touched the page. */
export const idleMs = (): number => performance.now() - touchedMs;

/** path: of what is shown; another desk may change it. */
function keepFresh(path: string | null, again: () => void): () => void {
  let askedMs = performance.now(), soon = 0;
  const look = () => {
    clearTimeout(soon);
    soon = 0;
    if (document.hidden || idleMs() >= AT_WORK_MS) return;
    askedMs = performance.now();
    again();
  };
  const changed = () => {
    const restMs = kindOf(path) === "home" ? HOME_REST_MS - (performance.now() - askedMs) : 0;
    soon ||= window.setTimeout(look, Math.max(0, restMs));
  };
  const timer = setInterval(() => (listen(), look()), EACH_MS);
  const deaf = hear((kinds) => isChanged(kinds, path) && changed());
  document.addEventListener("visibilitychange", look);
  return () => {
    clearTimeout(soon);
    clearInterval(timer);
    deaf();
    document.removeEventListener("visibilitychange", look);
  };
}

const NOTHING = { body: null, etag: null, status: 0, problem: null };

export interface Asked<T> {
  body: T | null; // null: not there yet, or refused
  etag: string | null;
  status: number;
  problem: Problem | null;
  again: () => void;
}

type Seen<T> = Omit<Asked<T>, "again"> & { path: string | null };

const WORK_MS = 5 * 60_000;

// Asked for while the page is laid out, not once it was painted: on a slow machine that is a frame sooner.

/** POST path, which changes nothing but may take long; null: not yet. */
export function usePosted<T>(path: string | null): Omit<Asked<T>, "again"> {
  const [seen, see] = useState<Seen<T>>({ path: null, ...NOTHING });
  useLayoutEffect(() => {
    let over = false;
    if (path)
      void call<T>("POST", path, { patienceMs: WORK_MS }).then(({ body, etag, status, problem }) => over || see({ path, body, etag, status, problem }));
    return () => void (over = true);
  }, [path]);
  return path !== null && seen.path === path ? seen : NOTHING;
}

const get = <T>(path: string) => (): Promise<Answer<T>> => call<T>("GET", path);

/** GET path before useAsked does. */
export const askAhead = (path: string): Promise<unknown> => keptOrAsked(path, get(path));

const seenOf = <T>(path: string, { body, etag, status, problem }: Answer<T>): Seen<T> => ({ path, body, etag, status, problem });

function keptOf<T>(path: string | null): Seen<T> | null {
  const answer = path === null ? null : kept<T>(path);
  return path !== null && answer ? seenOf(path, answer) : null;
}

/** GET path; null: nothing yet. once: not by itself again, since each reading is written down. */
export function useAsked<T>(path: string | null, once = false): Asked<T> {
  const [seen, see] = useState<Seen<T>>(() => keptOf<T>(path) ?? { path: null, ...NOTHING });
  const [turn, next] = useState(0);
  const again = () => next((n) => n + 1);
  useLayoutEffect(() => {
    let over = false;
    const show = (answer: Seen<T>) => over || see((before) => (isSame(before, answer) ? before : answer));
    const fresh = path && !turn && isFresh(path) ? keptOf<T>(path) : null;
    if (fresh) show(fresh);
    else if (path) void askOnce(path, get<T>(path)).then((answer) => show(seenOf(path, answer)));
    return () => void (over = true);
  }, [path, turn]);
  useEffect(() => (once ? undefined : keepFresh(path, again)), [kindOf(path)]);
  if (path === null) return { ...NOTHING, again };
  return { ...(seen.path === path ? seen : keptOf<T>(path) ?? NOTHING), again };
}
