// SPDX-License-Identifier: Apache-2.0
// What the queue sees: a verdict that can be read at five metres, and nothing about anybody.
import { byId, fillTexts } from "./dom";
import { FRESH_S, listen, Outcome } from "./stream";
import { both } from "./texts";
import { showVerdict } from "./verdict";

const place = byId("verdict");
let until = 0;

function idle(): void {
  const [zh, en] = both("queueIdle");
  showVerdict(place, null, zh, en);
}

function show(data: unknown): void {
  const outcome = data as Outcome;
  if (Date.now() / 1000 - outcome.at > FRESH_S) return;
  showVerdict(place, outcome.verdict, outcome.zh, outcome.en);
  window.clearTimeout(until);
  until = window.setTimeout(idle, 8000);
}

fillTexts();
idle();
listen("queue", { outcome: show }, (is) => (byId("lost").hidden = is));
