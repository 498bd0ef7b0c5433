// SPDX-License-Identifier: Apache-2.0
// What was answered within the last minute: shown at once when its page is opened again, while it is asked
// for anew. So it is no older than what stands on a page that stays open, and it is forgotten sooner: when
// this desk does something, when another changes that kind of thing, when the session ends.
import { Answer } from "../shared/http";

const LIFE_MS = 60_000;
const FRESH_MS = 1000;

const held = new Map<string, { atMs: number; answer: unknown }>();
const asking = new Map<string, Promise<unknown>>();

/** "/v1/requests?all=1": requests. */
export const kindOf = (path: string | null): string => path?.split(/[/?]/)[2] ?? "";

/** Whether a change of those kinds changes what that path answers: home has something of most. */
export const isChanged = (kinds: string[], path: string | null): boolean => kinds.includes(kindOf(path)) || kindOf(path) === "home";

function keep(key: string, answer: unknown): void {
  held.forEach(({ atMs }, other) => performance.now() - atMs > LIFE_MS && held.delete(other));
  held.set(key, { atMs: performance.now(), answer });
}

const ageMs = (key: string): number => performance.now() - (held.get(key)?.atMs ?? -Infinity);

export const kept = <T>(key: string): Answer<T> | null => (ageMs(key) <= LIFE_MS ? (held.get(key)?.answer as Answer<T>) : null);

/** A page that was opened with this answer has no need to ask anew. */
export const isFresh = (key: string): boolean => ageMs(key) <= FRESH_MS;

/** key: begins with the path. Whoever asks the same meanwhile gets the same answer. */
export function askOnce<T>(key: string, ask: () => Promise<Answer<T>>): Promise<Answer<T>> {
  const before = asking.get(key);
  if (before) return before as Promise<Answer<T>>;
  const now = ask().then((answer) => {
    if (asking.get(key) !== now) return answer; // what it says may be over
    asking.delete(key);
    if (answer.body) keep(key, answer);
    return answer;
  });
  asking.set(key, now);
  return now;
}

/** What is kept, or else what is answered. */
export const keptOrAsked = <T>(key: string, ask: () => Promise<Answer<T>>): Promise<Answer<T>> => Promise.resolve(kept<T>(key) ?? askOnce(key, ask));

/** Of all kinds where none is named. */
export function forget(kinds?: string[]): void {
  for (const map of [held, asking]) [...map.keys()].forEach((key) => (!kinds || isChanged(kinds, key)) && map.delete(key));
}

/** What would be drawn anew would look the same. */
export const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
