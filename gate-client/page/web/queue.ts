// SPDX-License-Identifier: Apache-2.0
// What the queue sees: a verdict that can be read at five metres, and nothing about anybody.
import { Code, drawn } from "./code";
import { bilingual, byId, element, fillTexts } from "./dom";
import { FRESH_S, listen, Outcome } from "./stream";
import { both } from "./texts";
import { showVerdict } from "./verdict";

const place = byId("verdict");
const SHOWN_MS = 8000;
const CALL_MS = 60000; // for whoever has to type a number, or to point a camera
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

// Whose clock is off, without a network, is set right by what stands here, and shows the code again.
function showMend(outcome: Outcome, mend: { zh: string; en: string; code?: Code }): void {
  showVerdict(place, outcome.verdict, outcome.zh, outcome.en);
  const said = element("p", "skew");
  bilingual(said, mend.zh, mend.en);
  place.appendChild(said);
  if (!mend.code) return;
  const [zh, en] = both("mend");
  const hint = element("p", "hint");
  bilingual(hint, zh, en);
  place.className += " mend";
  place.appendChild(drawn(mend.code, zh));
  place.appendChild(hint);
}

function showSince(outcome: Outcome, since: { zh: string; en: string }): void {
  showVerdict(place, outcome.verdict, outcome.zh, outcome.en);
  const said = element("p", "skew");
  bilingual(said, since.zh, since.en);
  place.appendChild(said);
}

function show(data: unknown): void {
  const outcome = data as Outcome;
  if (Date.now() / 1000 - outcome.at > FRESH_S) return;
  if (outcome.mend) showMend(outcome, outcome.mend);
  else if (outcome.call) showCall(outcome, outcome.call);
  else if (outcome.since) showSince(outcome, outcome.since);
  else showVerdict(place, outcome.verdict, outcome.zh, outcome.en);
  window.clearTimeout(until);
  until = window.setTimeout(idle, outcome.call || outcome.mend ? CALL_MS : SHOWN_MS);
}

fillTexts();
idle();
listen("queue", { outcome: show }, (is) => (byId("lost").hidden = is));
