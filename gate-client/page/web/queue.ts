// SPDX-License-Identifier: Apache-2.0
// What the queue sees: a verdict that can be read at five metres, and nothing about anybody.
import { byId, element, fillTexts } from "./dom";
import { FRESH_S, listen, Outcome } from "./stream";
import { both } from "./texts";
import { showVerdict } from "./verdict";

const place = byId("verdict");
const SHOWN_MS = 8000;
const CALL_MS = 60000; // for whoever has to type a number
let until = 0;

function idle(): void {
  const [zh, en] = both("queueIdle");
  showVerdict(place, null, zh, en);
}

// Where nobody stands "please see the staff" would send people nowhere.
function showCall(outcome: Outcome, phone: string): void {
  const [zh, en] = both("call");
  showVerdict(place, outcome.verdict, zh, en);
  place.appendChild(element("p", "phone", phone));
}

function show(data: unknown): void {
  const outcome = data as Outcome;
  if (Date.now() / 1000 - outcome.at > FRESH_S) return;
  if (outcome.call) showCall(outcome, outcome.call);
  else showVerdict(place, outcome.verdict, outcome.zh, outcome.en);
  window.clearTimeout(until);
  until = window.setTimeout(idle, outcome.call ? CALL_MS : SHOWN_MS);
}

fillTexts();
idle();
listen("queue", { outcome: show }, (is) => (byId("lost").hidden = is));
