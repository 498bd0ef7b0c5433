// SPDX-License-Identifier: Apache-2.0
// What was answered within the last minute: shown at once when its page is opened again, while it is asked
// for anew. So it is no older than what stands on a page that stays open, and it is forgotten sooner: when
// this desk does something, when another changes that kind of thing, when the session ends.
const LIFE_MS = 60_000;

const held = new Map<string, { atMs: number; answer: unknown }>();

/** "/v1/requests?all=1": requests. */
export const kindOf = (path: string | null): string => path?.split(/[/?]/)[2] ?? "";

/** key: begins with the path. */
export function keep(key: string, answer: unknown): void {
  held.forEach(({ atMs }, other) => performance.now() - atMs > LIFE_MS && held.delete(other));
  held.set(key, { atMs: performance.now(), answer });
}

export function kept<T>(key: string): T | null {
  const one = held.get(key);
  return one && performance.now() - one.atMs <= LIFE_MS ? (one.answer as T) : null;
}

/** Of all kinds where none is named. */
export function forget(kinds?: string[]): void {
  held.forEach((_, key) => (!kinds || kinds.includes(kindOf(key))) && held.delete(key));
}

/** What would be drawn anew would look the same. */
export const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
