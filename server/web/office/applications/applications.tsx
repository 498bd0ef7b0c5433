// SPDX-License-Identifier: Apache-2.0
// What phones have applied for. The list keeps the focus: A approves and goes on to the next.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Application, Applications } from "../api";
import { useAsked } from "../asked";
import { useTexts } from "../language";
import { Choice, Refused } from "../parts/controls";
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

const STATES = ["waiting", "approved", "refused"] as const;

/** The list as the server has it now; what was decided here, and what is looked at, stays in its place. */
function useRows(list: Application[], stays: (id: number) => boolean): Application[] {
  const shown = useRef<Application[]>([]);
  const now = new Map(list.map((one) => [one.id, one])), before = new Set(shown.current.map((one) => one.id));
  const kept = shown.current.filter((one) => now.has(one.id) || stays(one.id)).map((one) => now.get(one.id) ?? one);
  const rows = [...kept, ...list.filter((one) => !before.has(one.id))];
  useLayoutEffect(() => void (shown.current = rows));
  return rows;
}

/** tidy: what was decided may go with the next list. */
function Work(props: { list: Application[]; tidy: { current: boolean }; state: (typeof STATES)[number] }) {
  const t = useTexts();
  const [chosen, choose] = useState(0);
  const { settled, decide, forget } = useDecisions();
  const [refusing, refuse] = useState(false);
  const looked = useRef(0);
  const onward = useRef(false); // to what comes next, once there is any
  const rows = useRows(props.list, (id) => id === looked.current || !!settled[id]);
  const at = Math.max(0, rows.findIndex((one) => one.id === chosen));
  const pick = (n: number) => choose(rows[n].id);
  useEffect(() => {
    if (props.tidy.current) forget(), choose((looked.current = 0));
    props.tidy.current = false;
  }, [props.list]);
  useEffect(() => {
    const next = onward.current ? nextOpen(rows, settled, at) : -1;
    if (next < 0) return;
    onward.current = false;
    pick(next);
  }, [props.list]);
  const asked = rows[at];
  looked.current = asked?.id ?? 0;
  if (!asked) return <p class="nothing">{t.noApplications[props.state]}</p>;
  const isOpen = asked.state === "waiting" && settled[asked.id]?.state !== "working" && settled[asked.id]?.state !== "approved";
  const verdict = (one: Verdict) => {
    decide(asked, one);
    const next = nextOpen(rows, { ...settled, [asked.id]: { state: "working" } }, at);
    if (next >= 0) pick(next);
    onward.current = next < 0;
    document.getElementById("waiting")?.focus();
  };
  const approve = () => {
    if (isPlain(asked)) verdict({ decision: "approve", words: t.checkedByRoster });
    else document.querySelector<HTMLElement>("#care input")?.focus();
  };
  const keys = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 };
    const step = steps[event.key];
    if (step !== undefined) pick(Math.max(0, Math.min(rows.length - 1, step)));
    else if (isOpen && event.key.toLowerCase() === "a") approve();
    else if (isOpen && event.key.toLowerCase() === "r") refuse(true);
    else return;
    event.preventDefault();
  };
  return (
    <div class="split">
      <List list={rows} at={at} settled={settled} pick={pick} keys={keys} />
      <Detail asked={asked} settled={settled[asked.id]} decide={verdict} approve={approve} refuse={() => refuse(true)} />
      {refusing && <RefuseModal name={asked.name} close={() => refuse(false)} refuse={(words) => verdict({ decision: "refuse", words })} />}
    </div>
  );
}

const stateOf = (values: URLSearchParams) => STATES.find((one) => one === values.get("state")) ?? "waiting";

export const applicationsPath = (values: URLSearchParams): string => `/v1/applications?state=${stateOf(values)}&after=${values.get("after") || 0}`;

export function ApplicationsPage(props: { values: URLSearchParams }) {
  const t = useTexts();
  const state = stateOf(props.values);
  const after = props.values.get("after") ?? "";
  const asked = useAsked<Applications>(applicationsPath(props.values));
  const list = asked.body?.applications;
  const tidy = useRef(false);
  return (
    <>
      <h1>{t.pages.applications}</h1>
      <div class="tools">
        <Choice id="state" label={t.state_} value={state} onValue={(value) => settle("applications", { state: value })}
                of={STATES.map((one) => [one, t.applicationStates[one]])} />
        <p class="hint">{state === "waiting" && t.applicationsHow}</p>
        <button class="plain" id="again" onClick={() => ((tidy.current = true), asked.again())}>{t.refresh}</button>
      </div>
      <Refused of={asked} />
      {list && <Work key={state + after} list={list} tidy={tidy} state={state} />}
      {asked.body?.next && <p><a href={`#applications?state=${state}&after=${asked.body.next}`}>{t.nextPage}</a></p>}
    </>
  );
}
