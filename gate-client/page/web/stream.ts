// SPDX-License-Identifier: Apache-2.0
import { askForWord } from "./pairing";

export type Verdict = "allow" | "review" | "deny";

export interface Outcome {
  at: number;
  verdict: Verdict;
  zh: string;
  en: string;
  /** Nobody is at the gate: the telephone to call. */
  call?: string;
}

/** What was shown longer ago than this is history, not a verdict. */
export const FRESH_S = 20;

/** Listens to one of the gate's streams; the browser connects again by itself. */
export function listen(
  view: "queue" | "guard",
  handlers: { [name: string]: (data: unknown) => void },
  connected: (is: boolean) => void,
): void {
  const source = new EventSource("/api/" + view);
  let silence = 0;
  const heard = () => {
    window.clearTimeout(silence);
    silence = 0;
    connected(true);
  };
  // Between two answers the browser is always without one for a moment.
  const unheard = () => {
    if (silence === 0) silence = window.setTimeout(() => connected(false), 3000);
    if (source.readyState === EventSource.CLOSED) askWhyRefused();
  };
  // An event source does not say with which status it was refused.
  const again = () => window.setTimeout(() => listen(view, handlers, connected), 2000);
  const askWhyRefused = () =>
    fetch("/api/paired", { credentials: "same-origin" }).then((answer) => {
      if (answer.status !== 403) return again();
      window.clearTimeout(silence);
      askForWord();
    }, again);
  source.onopen = heard;
  source.onerror = unheard;
  for (const name of Object.keys(handlers)) {
    source.addEventListener(name, (event) => handlers[name](JSON.parse((event as MessageEvent).data)));
  }
}

export function time(at: number): string {
  return new Date(at * 1000).toLocaleTimeString("zh-CN", { timeZone: "Asia/Shanghai", hour12: false });
}
