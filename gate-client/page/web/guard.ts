// SPDX-License-Identifier: Apache-2.0
// The guard's side: the verdict with its reason, who to compare with, the last ten, four buttons.
import { bilingual, byId, element, fillTexts } from "./dom";
import { askForWord, post } from "./pairing";
import { FRESH_S, listen, Outcome, time } from "./stream";
import { both, Key } from "./texts";
import { showVerdict } from "./verdict";

interface Pass {
  name: string;
  tail?: string;
  unit?: string;
  age?: Key;
}

interface Decision extends Outcome {
  say_zh: string;
  say_en: string;
  direction: string;
  live?: boolean;
  pass?: Pass;
}

interface Note {
  number: number;
  at: number;
  zh: string;
  en: string;
}

interface State {
  zh: string;
  en: string;
  station: string;
  guard: string;
  kind: string;
  note?: Note;
}

type Word = { word: string; why?: number; role?: string; number?: string; host_unit?: string };

const last: Decision[] = [];

/* --- saying ------------------------------------------------------------------------------------ */

let fading = 0;

function tellWords(zh: string, en: string): void {
  const note = byId("note");
  bilingual(note, zh, en);
  window.clearTimeout(fading);
  fading = window.setTimeout(() => (note.textContent = ""), 6000);
}

function tell(key: Key): void {
  const [zh, en] = both(key);
  tellWords(zh, en);
}

function say(word: Word): void {
  post("/api/word", JSON.stringify(word)).then(
    (answer) => {
      if (answer.status === 403) askForWord();
      tell(answer.ok ? "sent" : "failed");
    },
    () => tell("failed"),
  );
}

/* --- showing ----------------------------------------------------------------------------------- */

function facts(d: Decision): HTMLElement {
  const list = element("p", "facts");
  const put = (key: Key, value: string) => {
    const fact = element("span", "fact", both(key)[0] + " ");
    fact.appendChild(element("b", "", value));
    list.appendChild(fact);
  };
  if (!d.pass) return list;
  list.appendChild(element("b", "name", d.pass.name));
  if (d.pass.tail) put("tail", d.pass.tail);
  if (d.pass.unit) put("unit", d.pass.unit);
  if (d.pass.age) put("age", both(d.pass.age)[0]);
  list.appendChild(element("span", "fact", both(d.live ? "live" : "card")[0]));
  return list;
}

function showDecision(d: Decision): void {
  const place = byId("verdict");
  showVerdict(place, d.verdict, d.zh, d.en);
  const detail = element("div", "detail");
  detail.appendChild(facts(d));
  const words = element("p", "reason");
  bilingual(words, d.say_zh, d.say_en);
  detail.appendChild(words);
  place.appendChild(detail);
}

function showLast(): void {
  const list = byId("last");
  list.textContent = "";
  for (const d of last) {
    const row = element("li", d.verdict);
    row.appendChild(element("time", "", time(d.at)));
    row.appendChild(element("span", "who", d.pass ? d.pass.name : "—"));
    row.appendChild(element("span", "what", d.zh));
    list.appendChild(row);
  }
}

function outcome(data: unknown): void {
  const d = data as Decision;
  last.unshift(d);
  last.length = Math.min(last.length, 10);
  if (Date.now() / 1000 - d.at <= FRESH_S) showDecision(d);
  showLast();
}

/** What the gate says besides verdicts: that a guard signed on, the third person in a tube. */
let noted = 0;

function showNote(note: Note): void {
  if (note.number === noted) return;
  noted = note.number;
  if (Date.now() / 1000 - note.at <= FRESH_S) tellWords(note.zh, note.en);
}

function state(data: unknown): void {
  const s = data as State;
  bilingual(byId("state"), s.zh, s.en);
  byId("station").textContent = s.station;
  byId("guard").textContent = s.guard;
  byId("sign-on").hidden = s.guard !== "";
  byId("sign-off").hidden = s.guard === "";
  byId("sampling").hidden = s.kind !== "sampling";
  if (s.note) showNote(s.note);
}

/* --- asking ------------------------------------------------------------------------------------ */

/** What the keyboard comes back to. */
let opener: Element | null = null;

function openPanel(id: string, first: string): HTMLElement {
  closePanels();
  opener = document.activeElement;
  const panel = byId(id);
  panel.hidden = false;
  byId(first).focus();
  return panel;
}

function closePanels(): void {
  byId("why").hidden = true;
  byId("registering").hidden = true;
  if (opener instanceof HTMLElement) opener.focus();
  opener = null;
}

function askWhy(word: string): void {
  openPanel("why", "why-1").dataset.word = word;
}

function wire(): void {
  const on = (id: string, act: () => void) => byId(id).addEventListener("click", act);
  on("let-in", () => askWhy("let_in"));
  on("turn-away", () => askWhy("turn_away"));
  on("medical", () => say({ word: "medical_exit" }));
  on("emergency", () => say({ word: "emergency" }));
  on("sign-on", () => say({ word: "sign_on" }));
  on("sign-off", () => say({ word: "sign_off" }));
  on("register", () => openPanel("registering", "role"));
  for (let why = 1; why <= 6; why++)
    on("why-" + why, () => {
      say({ word: byId("why").dataset.word || "let_in", why });
      closePanels();
    });
  on("why-cancel", closePanels);
  on("register-cancel", closePanels);
  byId("registering").addEventListener("submit", (event) => {
    event.preventDefault();
    const role = byId<HTMLSelectElement>("role").value;
    const number = byId<HTMLInputElement>("number");
    say({ word: "register", role, number: number.value.trim(), host_unit: byId<HTMLInputElement>("host").value.trim() });
    number.value = "";
    closePanels();
  });
  on("undo", () => say({ word: "undo" }));
  byId("sampling").addEventListener("submit", (event) => {
    event.preventDefault();
    const tube = byId<HTMLInputElement>("tube");
    say({ word: "next_tube", number: tube.value.trim() });
    tube.value = "";
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closePanels();
  });
}

fillTexts();
wire();
const [zh, en] = both("waiting");
showVerdict(byId("verdict"), null, zh, en);
listen("guard", { outcome, state }, (is) => (byId("lost").hidden = is));
