// SPDX-License-Identifier: Apache-2.0
// The time that a phone signs by: its own, corrected by what the server's Date told last, or by what
// a gate said when there is no network.
import { keep } from "./store";

export interface Correction {
  offsetMs: number; // to be added to the phone's own clock
  by: "nobody" | "server" | "gate";
}

export const CLOCK = "clock";
const SLOW_ANSWER_MS = 10_000;
const DATE_IS_WHOLE_SECONDS_MS = 500; // on average it is that much older (RFC 9110 5.6.7)
const SAME_MS = 2_000;
const OFF_S = 30; // half of the window that gates leave ahead

let correction: Correction = { offsetMs: 0, by: "nobody" };
let baseMs = Date.now() - performance.now();

/** What was kept under CLOCK. */
export function clockStart(known: unknown): void {
  correction = (known as Correction | undefined) ?? correction;
}

async function correct(next: Correction): Promise<void> {
  correction = next;
  await keep(CLOCK, next).catch(() => undefined); // a page that may keep nothing still knows
}

/** Whoever sets the phone's clock back while the page is open is noticed: the monotonic clock goes
 * on. (Forward cannot be told from sleep.) */
function noticeSetBack(): void {
  const base = Date.now() - performance.now();
  const backMs = baseMs - base;
  baseMs = base;
  if (backMs > SAME_MS) void correct({ ...correction, offsetMs: correction.offsetMs + backMs });
}

export function nowMs(): number {
  noticeSetBack();
  return Date.now() + correction.offsetMs;
}

export const nowS = (): number => Math.floor(nowMs() / 1000);

/** By an answer that was asked for at sentMs and came at gotMs, by the phone's own clock. */
export async function clockHear(date: string | null, sentMs: number, gotMs: number): Promise<void> {
  const atMs = date ? Date.parse(date) : NaN;
  if (isNaN(atMs) || gotMs < sentMs || gotMs - sentMs > SLOW_ANSWER_MS) return;
  const offsetMs = Math.round(atMs + DATE_IS_WHOLE_SECONDS_MS - (sentMs + gotMs) / 2);
  const same = correction.by === "server" && Math.abs(offsetMs - correction.offsetMs) < SAME_MS;
  if (!same) await correct({ offsetMs, by: "server" });
}

/** A gate said that the code is so many seconds too old (positive) or too far ahead. */
export function clockAdjust(secondsTooOld: number): Promise<void> {
  return correct({ offsetMs: correction.offsetMs + secondsTooOld * 1000, by: "gate" });
}

/** By how many seconds the phone's own clock is fast (positive) or slow; 0: near enough. */
export function phoneFastS(): number {
  const fastS = Math.round(-correction.offsetMs / 1000);
  return Math.abs(fastS) > OFF_S ? fastS : 0;
}
