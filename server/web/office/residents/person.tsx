// SPDX-License-Identifier: Apache-2.0
// One person: what is known, from whom, since when, until when. Opening it is written down with its
// purpose, which the person sees.
import { useState } from "preact/hooks";
import { nowS } from "../../shared/clock";
import { Person, Said } from "../api";
import { useAsked } from "../asked";
import { may, useDesk } from "../desk";
import { bodyText, documentText, timeText, useBoth, useTexts } from "../language";
import { Refused } from "../parts/controls";
import { Time } from "../parts/time";
import { Actions } from "../people/actions";
import { addressOf } from "../route";
import { Documents } from "./documents";
import { EditForm } from "./entry";
import { Passages } from "./passages";

const PURPOSES = ["contact", "papers", "visit", "health", "appeal", "emergency"] as const;

function Purpose(props: { choose: (purpose: string) => void }) {
  const t = useTexts();
  return (
    <section class="detail" aria-labelledby="purpose-title">
      <h2 id="purpose-title">{t.whatFor}</h2>
      <p class="hint">{t.whatForHint}</p>
      <div class="buttons" id="purposes">
        {PURPOSES.map((one) => <button key={one} class="plain" onClick={() => props.choose(one)}>{t.purposes[one]}</button>)}
      </div>
    </section>
  );
}

function Restraints(props: { one: Person }) {
  const t = useTexts(), both = useBoth();
  const words: Record<string, Record<string, string>> = { state: t.state, health: t.health, test: t.test };
  if (!props.one.restraints.length) return <p>{t.noRestraints}</p>;
  return (
    <ul class="restraints">
      {props.one.restraints.map((row) => (
        <li key={row.field}>
          <strong>{t.lines[row.field]}{t.colon}{words[row.field]?.[row.value] ?? row.value}</strong>
          <span>{t.ground}{t.colon}{row.ground ? `${row.ground} ${both(row.ground_zh, row.ground_en)}` : "—"}</span>
          <span>{t.evidence}{t.colon}{row.evidence || "—"}</span>
          <span>{t.setBy}{t.colon}{bodyText(t, row.by) || "—"}</span>
          <span>{t.until}{t.colon}{row.until ? timeText(row.until) : t.untilReleased}</span>
        </li>
      ))}
    </ul>
  );
}

function SaidRow(props: { row: Said }) {
  const t = useTexts(), both = useBoth();
  const { row } = props;
  const over = row.valid_until > 0 && row.valid_until <= nowS();
  return (
    <tr class={over ? "over" : ""}>
      <td>{t.lines[row.field] ?? t.swab}</td>
      <td>{row.act === "set" ? both(row.value_zh, row.value) : t.acts_[row.act]}</td>
      <td>{row.source}{row.ground ? t.dash + row.ground : ""}</td>
      <td><Time at={row.observed_at} /></td>
      <td>{row.valid_until ? timeText(row.valid_until) : t.untilReleased}{over ? t.overMark : ""}</td>
    </tr>
  );
}

function History(props: { one: Person }) {
  const t = useTexts();
  const { statements } = props.one;
  if (!statements.length) return <p>{t.nothingSaid}</p>;
  return (
    <div class="scroll wide" tabIndex={0} role="region" aria-label={t.history}>
      <table id="history">
        <thead><tr><th scope="col">{t.about}</th><th scope="col">{t.said}</th><th scope="col">{t.source}</th><th scope="col">{t.at}</th><th scope="col">{t.until}</th></tr></thead>
        <tbody>{statements.map((row, n) => <SaidRow key={n} row={row} />)}</tbody>
      </table>
    </div>
  );
}

function Opened(props: { one: Person; purpose: string; etag: string | null; again: () => void }) {
  const t = useTexts();
  const { who } = useDesk();
  const { one } = props;
  return (
    <>
      <p class="hint">{t.numberOf(one.index)}{t.dash}{documentText(t, one.id_type)} {one.id_number}{t.dash}{t.roles[one.role ?? ""]}{t.dash}{t.passesMade(one.passes)}</p>
      <Actions whom={{ area: one.area, index: one.index, name: one.name }} state={one.state} exempt={one.exempt} done={props.again} />
      <h2>{t.nowTitle}</h2>
      <p class="now">
        <span>{t.lines.state}{t.colon}{t.state[one.state]}</span><span>{t.lines.health}{t.colon}{t.health[one.health]}</span>
        <span>{t.lines.travel}{t.colon}{t.travel[one.travel]}</span><span>{t.lines.test}{t.colon}{t.test[one.test]}</span>
        {one.exempt.length > 0 && <span id="exempt-now">{t.exempt.what}{t.colon}{one.exempt.map((what) => t.exempt.of[what]).join(t.comma)}</span>}
      </p>
      <Restraints one={one} />
      <h2>{t.entry}</h2>
      <EditForm one={one} etag={props.etag} again={props.again} readOnly={!may(who, "roster")} />
      <Documents one={one} again={props.again} readOnly={!may(who, "roster")} />
      <h2>{t.history}</h2>
      <History one={one} />
      <Passages one={one} purpose={props.purpose} />
    </>
  );
}

export function PersonPage(props: { index: number; values: URLSearchParams }) {
  const t = useTexts();
  const { who } = useDesk();
  const [purpose, choose] = useState("");
  const path = `/v1/residents/${who?.area}/${props.index}?purpose=${purpose}`;
  const asked = useAsked<Person>(purpose ? path : null, true);
  const back = addressOf("residents", { q: props.values.get("q") ?? "", sort: props.values.get("sort") ?? "" });
  return (
    <>
      <p><a href={back} id="back">‹ {t.backToList}</a></p>
      <h1>{asked.body?.name ?? t.numberOf(props.index)}</h1>
      {!purpose && <Purpose choose={choose} />}
      {purpose && !asked.body && !asked.problem && <p>{t.loading}</p>}
      <Refused of={asked} />
      {asked.body && <Opened one={asked.body} purpose={purpose} etag={asked.etag} again={asked.again} />}
    </>
  );
}
