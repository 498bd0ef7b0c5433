// SPDX-License-Identifier: Apache-2.0
// The guard's side: the verdict with its reason, who to compare with, the last ten, four buttons.
import { bilingual, byId, element, fillTexts, untranslated } from "./dom";
import { value, wrongHostUnit, wrongNumber, wrongTube } from "./fields";
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
  more_zh: string;
  more_en: string;
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
  wrong: { zh: string; en: string }; // empty: nothing
  station: string;
  guard: string;
  kind: string;
  signing_on: boolean;
  note?: Note;
}

type Word = { word: string; why?: number; role?: string; number?: string; host_unit?: string };

const last: Decision[] = [];

/* --- saying ------------------------------------------------------------------------------------ */

const SHOWN_MS = 6000;
const WORKING_MS = 100; // what takes longer says that it is being done
let fading = 0;
let working = 0;

/** stays: until something else is told. */
function tellWords(zh: string, en: string, stays = false): void {
  const note = byId("note");
  bilingual(note, zh, en);
  window.clearTimeout(fading);
  window.clearTimeout(working);
  if (!stays) fading = window.setTimeout(() => (note.textContent = ""), SHOWN_MS);
}

function tell(key: Key, stays = false): void {
  const [zh, en] = both(key);
  tellWords(zh, en, stays);
}

/** What the gate answers itself, on every page, when it is true: "show your pass", "third of ten". */
const ANSWERED = ["sign_on", "sign_off", "next_tube", "undo"];

/** The gate's own reason, where it gives one. */
function tellRefusal(answer: Response): Promise<void> {
  if (answer.status === 403) askForWord();
  return answer.json().then(
    (problem) => (problem.detail_zh ? tellWords(problem.detail_zh, problem.detail_en) : tell("failed")),
    () => tell("failed"),
  );
}

/** Whether the gate took it. */
function say(word: Word): Promise<boolean> {
  window.clearTimeout(working);
  working = window.setTimeout(() => tell("working", true), WORKING_MS);
  return post("/api/word", JSON.stringify(word)).then(
    (answer) => {
      if (!answer.ok) return tellRefusal(answer).then(() => false);
      window.clearTimeout(working);
      if (word.word === "emergency") tell("opened", true);
      else if (ANSWERED.indexOf(word.word) < 0) tell("sent");
      return true;
    },
    () => {
      tell("failed");
      return false;
    },
  );
}

/* --- showing ----------------------------------------------------------------------------------- */

function facts(d: Decision): HTMLElement {
  const list = element("p", "facts");
  const add = (className: string, zh: string, en: string) => {
    const part = element("span", className);
    bilingual(part, zh, en);
    return part;
  };
  const put = (key: Key, value: Node) => {
    const fact = element("span", "fact");
    const [zh, en] = both(key);
    fact.appendChild(add("label", zh, en));
    fact.appendChild(value);
    list.appendChild(fact);
  };
  const told = (text: string) => untranslated(element("b", "value", text));
  const word = (key: Key) => add("value", both(key)[0], both(key)[1]);
  if (!d.pass) return list;
  list.appendChild(untranslated(element("b", "name", d.pass.name)));
  if (d.pass.tail === "无") put("tail", word("noDocument"));
  else if (d.pass.tail) put("tail", told(d.pass.tail));
  if (d.pass.unit) put("unit", told(d.pass.unit));
  if (d.pass.age) put("age", word(d.pass.age));
  put("shown", word(d.live ? "live" : "card"));
  return list;
}

function showDecision(d: Decision): void {
  const place = byId("verdict");
  showVerdict(place, d.verdict, d.zh, d.en);
  const detail = element("div", "detail");
  detail.appendChild(facts(d));
  const words = element("p", "reason");
  if (d.more_zh) bilingual(words, d.more_zh.trim(), d.more_en.trim());
  detail.appendChild(words);
  place.appendChild(detail);
}

function showLast(): void {
  const list = byId("last");
  list.textContent = "";
  for (const d of last) {
    const row = element("li", d.verdict);
    row.appendChild(element("time", "", time(d.at)));
    row.appendChild(untranslated(element("span", "who", d.pass ? d.pass.name : "—")));
    const what = element("span", "what");
    bilingual(what, d.zh, d.en);
    row.appendChild(what);
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
let signingOn = false;

function showNote(note: Note): void {
  if (note.number === noted) return;
  noted = note.number;
  if (Date.now() / 1000 - note.at <= FRESH_S) tellWords(note.zh, note.en, signingOn);
}

function state(data: unknown): void {
  const s = data as State;
  bilingual(byId("state"), s.zh, s.en);
  bilingual(byId("wrong"), s.wrong.zh, s.wrong.en);
  byId("wrong").hidden = !s.wrong.zh;
  byId("station").textContent = s.station;
  byId("guard").textContent = s.guard;
  signingOn = s.signing_on;
  const free = s.guard === "" && !s.signing_on;
  byId("sign-on").hidden = !free;
  byId("sign-off").hidden = free;
  const [zh, en] = both(s.guard === "" ? "cancelSignOn" : "signOff");
  bilingual(byId("sign-off"), zh, en);
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

/** What was typed stays until the gate has taken it. */
function sendFields(word: Word, fields: string[], taken: () => void): void {
  say(word).then((done) => {
    if (!done) return;
    for (const id of fields) byId<HTMLInputElement>(id).value = "";
    taken();
  });
}

/** Says what is wrong with a field, and puts the keyboard there. */
function isWrong(id: string, why: Key | null): boolean {
  if (!why) return false;
  tell(why);
  byId(id).focus();
  return true;
}

function register(): void {
  const number = value("number");
  const unit = value("host");
  if (isWrong("number", wrongNumber(number)) || isWrong("host", wrongHostUnit(unit))) return;
  const role = byId<HTMLSelectElement>("role").value;
  sendFields({ word: "register", role, number, host_unit: unit }, ["number", "host"], closePanels);
}

function openTube(): void {
  const tube = value("tube");
  if (isWrong("tube", wrongTube(tube))) return;
  sendFields({ word: "next_tube", number: tube }, ["tube"], () => undefined);
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
    register();
  });
  on("undo", () => say({ word: "undo" }));
  byId("sampling").addEventListener("submit", (event) => {
    event.preventDefault();
    openTube();
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
