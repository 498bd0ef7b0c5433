// SPDX-License-Identifier: Apache-2.0
// What a gate wrote down, the newest first. A person stands in it by their number alone; whoever reads it
// is written down themselves.
import { useState } from "preact/hooks";
import { Gate } from "../api";
import { useAsked } from "../asked";
import { useBoth, useTexts } from "../language";
import { Refused } from "../parts/controls";
import { Time } from "../parts/time";
import { addressOf } from "../route";

const LAST = 200; // of a journal

/** GET /v1/gates/{gate}/events */
export interface GateEvent {
  seq: number;
  at: number;
  direction: string;
  verdict: string;
  zh: string;
  en: string;
  index?: number;
  by?: string;
  drill?: boolean;
}

export interface Gap {
  from: number;
  to: number;
}

interface Journal {
  events: GateEvent[];
  gaps: Gap[];
  next?: number;
}

function Row(props: { one: GateEvent }) {
  const t = useTexts(), both = useBoth();
  const { one } = props;
  return (
    <tr>
      <th scope="row">{one.seq}</th>
      <td><Time at={one.at} />{one.drill && t.dash + t.gates.drill}</td>
      <td>{t.rules.directions[one.direction] ?? ""}</td>
      <td class={one.verdict === "allow" ? "good" : "look"}>{t.gates.verdicts[one.verdict] ?? one.verdict}</td>
      <td>{both(one.zh, one.en)}</td>
      <td>{one.index !== undefined ? t.numberOf(one.index) : ""}</td>
      <td>{one.by ?? ""}</td>
    </tr>
  );
}

export function JournalPage(props: { gate: Gate }) {
  const t = useTexts();
  const { gate, acknowledged, name, program } = props.gate;
  const after = Math.max(0, acknowledged - LAST);
  const [path] = useState(`/v1/gates/${encodeURIComponent(gate)}/events?after=${after}`); // once: each reading is written down
  const asked = useAsked<Journal>(path, true);
  const events = [...(asked.body?.events ?? [])].reverse();
  return (
    <>
      <p><a href={addressOf("gates")} id="back">‹ {t.pages.gates}</a></p>
      <h1>{t.gates.journalOf(name)}</h1>
      <p class="hint">{t.gates.id(gate)}{program && t.dash + t.gates.runs(program)}</p>
      <Refused of={asked} />
      {!asked.body && !asked.problem && <p>{t.loading}</p>}
      {asked.body?.gaps.map((gap) => <p key={gap.from} class="warning">{t.gates.lost(gap.from, gap.to)}</p>)}
      {asked.body && !events.length && <p class="nothing">{t.gates.nothing}</p>}
      {events.length > 0 && (
        <>
          <p role="status">{after ? t.gates.newest(events.length, acknowledged) : t.gates.all(events.length)}</p>
          <div class="scroll wide" tabIndex={0} role="region" aria-label={t.gates.journalOf(name)}>
            <table id="journal">
              <thead><tr>{t.gates.heads.map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
              <tbody>{events.map((one) => <Row key={one.seq} one={one} />)}</tbody>
            </table>
          </div>
        </>
      )}
    </>
  );
}
