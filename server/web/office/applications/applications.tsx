// SPDX-License-Identifier: Apache-2.0
// What phones have applied for. The list keeps the focus: A approves and goes on to the next.
import { useEffect, useRef, useState } from "preact/hooks";
import { Application, Applications } from "../api";
import { useAsked } from "../asked";
import { useDesk } from "../desk";
import { refusal, useTexts } from "../language";
import { Choice } from "../parts/controls";
import { settle } from "../route";
import { useDecisions, isPlain, Settled, Verdict } from "./decisions";
import { Detail, RefuseModal } from "./detail";

function Row(props: { asked: Application; active: boolean; settled?: Settled; pick: () => void }) {
  const t = useTexts();
  const { asked, settled } = props;
  const plain = isPlain(asked);
  return (
    <li id={"application-" + asked.id} role="option" aria-selected={props.active} onClick={props.pick}
        class={(settled ? settled.state : plain ? "plain" : "care")}>
      <span class="name">{asked.name}</span>
      <span>{asked.unit} {asked.room}</span>
      <span class="mark">
        {settled ? (settled.state === "failed" ? t.failedMark : settled.state === "working" ? t.working : t.applicationStates[settled.state])
          : asked.state !== "waiting" ? t.applicationStates[asked.state]
          : plain ? t.same : "≠ " + asked.differs.filter((one) => one.what !== "code").map((one) => t.differsShort[one.what]).join(t.comma)}
      </span>
    </li>
  );
}

/** The next that nobody has decided, behind the one at from; -1: none. */
function nextOpen(list: Application[], settled: Record<number, Settled>, from: number): number {
  for (let n = 1; n <= list.length; n++) {
    const at = (from + n) % list.length;
    if (!settled[list[at].id]) return at;
  }
  return -1;
}

interface ListProps {
  list: Application[];
  at: number;
  settled: Record<number, Settled>;
  pick: (at: number) => void;
  keys: (event: KeyboardEvent) => void;
}

function List(props: ListProps) {
  const t = useTexts();
  const box = useRef<HTMLUListElement>(null);
  const active = props.list[props.at];
  useEffect(() => void box.current?.focus(), []);
  useEffect(() => box.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" }), [props.at]);
  return (
    <ul ref={box} id="waiting" class="list" role="listbox" tabIndex={0} aria-label={t.pages.applications} onKeyDown={props.keys}
        aria-activedescendant={active && "application-" + active.id} aria-keyshortcuts="A R ArrowDown ArrowUp">
      {props.list.map((asked, n) => (
        <Row key={asked.id} asked={asked} active={n === props.at} settled={props.settled[asked.id]} pick={() => props.pick(n)} />
      ))}
    </ul>
  );
}

function Work(props: { list: Application[]; again: () => void }) {
  const [at, pick] = useState(0);
  const [settled, decide] = useDecisions();
  const [refusing, refuse] = useState(false);
  const asked = props.list[Math.min(at, props.list.length - 1)];
  const isOpen = asked.state === "waiting" && settled[asked.id]?.state !== "working" && settled[asked.id]?.state !== "approved";
  const verdict = (one: Verdict) => {
    decide(asked, one);
    const next = nextOpen(props.list, { ...settled, [asked.id]: { state: "working" } }, at);
    if (next >= 0) pick(next);
    document.getElementById("waiting")?.focus();
  };
  const t = useTexts();
  const approve = () => {
    if (isPlain(asked)) verdict({ decision: "approve", words: t.checkedByRoster });
    else document.querySelector<HTMLElement>("#care input")?.focus();
  };
  const keys = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: props.list.length - 1 };
    const step = steps[event.key];
    if (step !== undefined) pick(Math.max(0, Math.min(props.list.length - 1, step)));
    else if (isOpen && event.key.toLowerCase() === "a") approve();
    else if (isOpen && event.key.toLowerCase() === "r") refuse(true);
    else return;
    event.preventDefault();
  };
  return (
    <div class="split">
      <List list={props.list} at={Math.min(at, props.list.length - 1)} settled={settled} pick={pick} keys={keys} />
      <Detail asked={asked} settled={settled[asked.id]} decide={verdict} approve={approve} refuse={() => refuse(true)} />
      {refusing && <RefuseModal name={asked.name} close={() => refuse(false)} refuse={(words) => verdict({ decision: "refuse", words })} />}
    </div>
  );
}

const STATES = ["waiting", "approved", "refused"] as const;

export function ApplicationsPage(props: { values: URLSearchParams }) {
  const t = useTexts();
  const { language } = useDesk();
  const state = STATES.find((one) => one === props.values.get("state")) ?? "waiting";
  const after = props.values.get("after") ?? "";
  const asked = useAsked<Applications>(`/v1/applications?state=${state}&after=${after || 0}`);
  const list = asked.body?.applications;
  return (
    <>
      <h1>{t.pages.applications}</h1>
      <div class="tools">
        <Choice id="state" label={t.state_} value={state} onValue={(value) => settle("applications", { state: value })}
                of={STATES.map((one) => [one, t.applicationStates[one]])} />
        <p class="hint">{state === "waiting" && t.applicationsHow}</p>
        <button class="plain" id="again" onClick={asked.again}>{t.refresh}</button>
      </div>
      {asked.problem && <p class="warning" role="alert">{refusal(t, asked.status, asked.problem, language)}</p>}
      {list && !list.length && <p class="nothing">{t.noApplications[state]}</p>}
      {list && list.length > 0 && <Work key={list.map((one) => one.id).join()} list={list} again={asked.again} />}
      {asked.body?.next && <p><a href={`#applications?state=${state}&after=${asked.body.next}`}>{t.nextPage}</a></p>}
    </>
  );
}
