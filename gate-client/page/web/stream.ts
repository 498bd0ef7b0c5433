// SPDX-License-Identifier: Apache-2.0
import { Code } from "./code";
import { askForWord } from "./pairing";

export type Verdict = "allow" | "review" | "deny";

export interface Outcome {
  at: number;
  verdict: Verdict;
  zh: string;
  en: string;
  /** Nobody is at the gate: the telephone to call. */
  call?: string;
  /** A phone's clock is off: by how much, and a link for its camera that sets it right. */
  mend?: { zh: string; en: string; code?: Code };
  since?: { zh: string; en: string };
}

/** What was shown longer ago than this is history, not a verdict. */
export const FRESH_S = 20;

/** The gate answers a waiting page within PATIENCE_MS of hub.c; this is more than twice as long. */
const SILENCE_MS = 4000;
const AGAIN_MS = 2000;

export type Handlers = { [name: string]: (data: unknown) => void };

/** One of the gate's streams. The browser connects again by itself after each answer; after silence
 * the source is opened anew, since a connection may have died without a word. */
class Stream {
  private source: EventSource | null = null;
  private silence = 0;
  private seen = "";

  constructor(
    private readonly view: string,
    private readonly handlers: Handlers,
    private readonly connected: (is: boolean) => void,
  ) {}

  open(): void {
    const source = new EventSource("/api/" + this.view + (this.seen ? "?seen=" + this.seen : ""));
    if (this.source) this.source.close();
    this.source = source;
    source.onopen = () => {
      this.connected(true);
      this.expectWord();
    };
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) this.askWhyRefused();
    };
    for (const name of Object.keys(this.handlers)) source.addEventListener(name, (event) => this.hear(name, event));
    this.expectWord();
  }

  private hear(name: string, event: Event): void {
    const message = event as MessageEvent;
    this.seen = message.lastEventId;
    this.handlers[name](JSON.parse(message.data));
  }

  private expectWord(): void {
    window.clearTimeout(this.silence);
    this.silence = window.setTimeout(() => {
      this.connected(false);
      this.open();
    }, SILENCE_MS);
  }

  /** An event source does not say with which status it was refused. */
  private askWhyRefused(): void {
    const again = () => window.setTimeout(() => this.open(), AGAIN_MS);
    fetch("/api/paired", { credentials: "same-origin" }).then((answer) => {
      if (answer.status !== 403) return again();
      window.clearTimeout(this.silence);
      askForWord();
    }, again);
  }
}

/** Listens to one of the gate's streams for as long as the page is open. */
export function listen(view: "queue" | "guard", handlers: Handlers, connected: (is: boolean) => void): void {
  new Stream(view, handlers, connected).open();
}

export function time(at: number): string {
  return new Date(at * 1000).toLocaleTimeString("zh-CN", { timeZone: "Asia/Shanghai", hour12: false });
}
