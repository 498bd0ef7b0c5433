// SPDX-License-Identifier: Apache-2.0
// Who passed in one hour: first how many at each gate, then, when somebody asks for it, each passage with the
// number that a person has on the roster. Names stand in a person's record alone, which is opened for a
// purpose; both looks are written down.
import { useEffect, useState } from "preact/hooks";
import { Gate } from "../api";
import { useAsked } from "../asked";
import { may, useDesk } from "../desk";
import { dateText, refusal, timeText, useBoth, useTexts } from "../language";
import { Choice, Refused, Wrong } from "../parts/controls";
import { Column, Table } from "../parts/table";
import { Time } from "../parts/time";
import { Report } from "../reports/api";
import { addressOf, goTo, settle } from "../route";
import { call } from "../server";
import { Texts } from "../zh";
import { GateEvent } from "./journal";

const HOUR_S = 3600;

/** GET /v1/events */
interface Passed {
  events: (GateEvent & { gate: string; area?: number })[];
  next?: string;
}
type Passage = Passed["events"][number];

const WAYS: Record<string, (one: Passage) => boolean> = {
  "": () => true,
  in: (one) => one.verdict === "allow" && one.direction === "in",
  out: (one) => one.verdict === "allow" && one.direction === "out",
  refused: (one) => one.verdict !== "allow",
};

// --- counts

function Counts(props: { at: number }) {
  const t = useTexts(), both = useBoth();
  const [day, clock] = timeText(props.at).split(" ");
  const asked = useAsked<Report>("/v1/reports/passages?day=" + day), { body } = asked;
  const columns = body?.columns.filter((one) => one.name in WAYS) ?? [];
  const rows = body?.rows.filter((row) => row.name === clock) ?? [];
  return (
    <>
      <Refused of={asked} />
      {body && (
        <div class="scroll wide" tabIndex={0} role="region" aria-label={t.gates.byGate}>
          <table id="hour-counts" class="counts">
            <thead><tr><th scope="col">{t.pages.gates}</th>{columns.map((one) => <th key={one.name} scope="col" class="number">{both(one.zh, one.en)}</th>)}</tr></thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.of}><th scope="row">{row.of || t.reports.all}</th>{columns.map((one) => <td key={one.name} class="number">{row.counts[body.columns.indexOf(one)]}</td>)}</tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

// --- passages

/** All of the hour, a page after the other. */
function usePassed(at: number): { events: Passage[]; done: boolean; wrong: string } {
  const { language } = useDesk();
  const [events, take] = useState<Passage[]>([]), [done, end] = useState(false), [wrong, setWrong] = useState("");
  useEffect(() => {
    let over = false;
    const read = async (after: string): Promise<void> => {
      const answer = await call<Passed>("GET", `/v1/events?from=${at}&to=${at + HOUR_S - 1}&after=${after}`);
      if (over) return;
      if (!answer.body) return setWrong(refusal(answer, language));
      const { events: more, next } = answer.body;
      take((before) => [...before, ...more]);
      return next ? read(next) : end(true);
    };
    void read("");
    return () => void (over = true);
  }, [at]);
  return { events, done, wrong };
}

function columnsOf(t: Texts, both: (zh?: string, en?: string) => string, names: Map<string, string>): Column<Passage>[] {
  return [
    { key: "at", head: t.gates.heads[1], width: "10rem", cell: (one) => <><Time at={one.at} />{one.drill && t.dash + t.gates.drill}</> },
    { key: "gate", head: t.pages.gates, width: "minmax(5rem, 1fr)", cell: (one) => names.get(one.gate) ?? one.gate.slice(0, 8) },
    { key: "way", head: t.gates.heads[2], width: "4rem", cell: (one) => t.rules.directions[one.direction] ?? "" },
    { key: "verdict", head: t.gates.heads[3], width: "5.6rem", cell: (one) => <span class={one.verdict === "allow" ? "good" : "look"}>{t.gates.verdicts[one.verdict] ?? one.verdict}</span> },
    { key: "why", head: t.gates.heads[4], width: "minmax(8rem, 2fr)", cell: (one) => both(one.zh, one.en) },
    { key: "who", head: t.gates.heads[5], width: "8rem", cell: (one) => (one.index === undefined ? "—" : t.numberOf(one.index)) },
  ];
}

function Passages(props: { at: number; way: string }) {
  const t = useTexts(), both = useBoth();
  const { who } = useDesk();
  const { at, way } = props;
  const { events, done, wrong } = usePassed(at);
  const gates = useAsked<{ gates: Gate[] }>("/v1/gates").body?.gates ?? [];
  const shown = events.filter(WAYS[way]);
  const open = (one: Passage) => one.index !== undefined && String(one.area) === who?.area && goTo("residents", { index: String(one.index) });
  return (
    <>
      <Wrong words={wrong} />
      <p role="status">{done ? t.gates.passed(shown.length) : t.loading + t.gates.passed(events.length)}</p>
      {shown.length > 0 && (
        <Table key={way} id="passed" label={t.gates.hour} columns={columnsOf(t, both, new Map(gates.map((gate) => [gate.gate, gate.name])))} count={shown.length} row={(n) => shown[n]} open={open} waiting="…" />
      )}
    </>
  );
}

/** at: its first second. */
export function HourPage(props: { at: number; way: string }) {
  const t = useTexts();
  const { who } = useDesk();
  const { at } = props, way = props.way in WAYS ? props.way : "";
  const [open, show] = useState(false);
  return (
    <>
      <p><a href={addressOf("home")} id="back">‹ {t.pages.home}</a></p>
      <h1>{t.gates.hourOf(dateText(at), timeText(at).slice(11), timeText(at + HOUR_S).slice(11))}</h1>
      <Counts at={at} />
      {may(who, "search") && (
        <>
          <h2>{t.gates.hour}</h2>
          <div class="tools">
            {open && <Choice id="way" label={t.show} value={way} of={Object.keys(WAYS).map((one) => [one, t.gates.ways[one]])} onValue={(to) => settle("gates", { hour: String(at), way: to })} />}
            <p class="hint">{t.gates.hourHow}</p>
          </div>
          {open ? <Passages at={at} way={way} /> : <p><button id="show-passed" class="plain" onClick={() => show(true)}>{t.gates.showPassed}</button></p>}
        </>
      )}
    </>
  );
}
