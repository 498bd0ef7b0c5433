// SPDX-License-Identifier: Apache-2.0
// Traces of the area, newest first: counts beside the list, names below them after two hands. Each
// look is written down, so nothing is asked again by itself.
import { useState } from "preact/hooks";
import { useAsked } from "../asked";
import { dateText, tailOf, timeText, useBoth, useTexts } from "../language";
import { Chosen } from "../parts/chosen";
import { Refused } from "../parts/controls";
import { OneArea } from "../parts/one_area";
import { addressOf, ofArea, ofPage, settle } from "../route";
import { Trace, TraceOrder } from "./api";
import { MakeModal } from "./make";
import { Names } from "./names";

function Orders(props: { orders: TraceOrder[] }) {
  const t = useTexts(), both = useBoth();
  const ways = Object.keys(t.cases.ways) as ("gate" | "household" | "tube")[];
  return (
    <div class="scroll wide" tabIndex={0} role="region" aria-label={t.cases.people}>
      <table id="orders">
        <thead><tr><td></td><th scope="col" class="number">{t.cases.people}</th>{ways.map((way) => <th key={way} scope="col" class="number">{t.cases.ways[way]}</th>)}</tr></thead>
        <tbody>
          {props.orders.map((one) => (
            <tr key={one.order}><th scope="row">{both(one.zh, one.en)}</th><td class="number">{one.people}</td>{ways.map((way) => <td key={way} class="number">{one[way]}</td>)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** How many by gate, or by day. */
function Counts(props: { title: string; head: string; rows: { name: string; first: number; second: number }[] }) {
  const t = useTexts();
  const rows = props.rows.filter((row) => row.first || row.second);
  if (!rows.length) return null;
  return (
    <>
      <h3>{props.title}</h3>
      <div class="scroll wide" tabIndex={0} role="region" aria-label={props.title}>
        <table>
          <thead><tr><th scope="col">{props.head}</th><th scope="col" class="number">{t.cases.first}</th><th scope="col" class="number">{t.cases.second}</th></tr></thead>
          <tbody>
            {rows.map((row, n) => <tr key={n}><th scope="row">{row.name}</th><td class="number">{row.first}</td><td class="number">{row.second}</td></tr>)}
          </tbody>
        </table>
      </div>
    </>
  );
}

const whom = (t: ReturnType<typeof useTexts>, one: Trace): string => one.name ?? t.numberOf(one.index);
const planOf = (t: ReturnType<typeof useTexts>, one: Trace): string => t.cases.plan(dateText(one.from), dateText(one.to - 1), one.minutes);

function Detail(props: { listed: Trace }) {
  const t = useTexts();
  const { listed } = props;
  const asked = useAsked<{ trace: Trace }>(`/v1/traces/${listed.area}/${listed.id}`, true);
  const one = asked.body?.trace;
  return (
    <section class="detail" aria-labelledby="detail-title">
      <h2 id="detail-title">{whom(t, listed)}{t.colon}{t.cases.row(listed.first, listed.second)}</h2>
      <p class="hint">{listed.unit} {tailOf(t, listed.tail)}{t.dash}{planOf(t, listed)}{t.dash}{listed.made_by}{t.dash}{timeText(listed.made_at)}</p>
      <Refused of={asked} />
      {one && <Orders orders={one.orders ?? []} />}
      {one && <Counts title={t.cases.byGate} head={t.cases.gate} rows={(one.gates ?? []).map((row) => ({ ...row, name: row.label }))} />}
      {one && <Counts title={t.cases.byDay} head={t.cases.day} rows={(one.days ?? []).map((row) => ({ ...row, name: row.day }))} />}
      {one && <Names key={one.id} one={one} />}
    </section>
  );
}

export function CasesPage(props: { values: URLSearchParams }) {
  const t = useTexts();
  const area = props.values.get("area") ?? "";
  const asked = useAsked<{ traces: Trace[]; next?: number }>("/v1/traces?" + (ofPage(props.values) + ofArea(area)).slice(1), true);
  const [id, choose] = useState(0);
  const [making, make] = useState(false);
  const list = asked.body?.traces;
  const made = (one: Trace) => {
    make(false);
    choose(one.id);
    if (props.values.get("from")) settle("cases", { area }); // the newest come first
    else asked.again();
  };
  return (
    <>
      <h1>{t.pages.cases}</h1>
      <OneArea page="cases" area={area} />
      <div class="tools">
        <p class="hint">{t.cases.what}</p>
        <button id="make-one" onClick={() => make(true)}>{t.cases.make}</button>
        <button class="plain" onClick={asked.again}>{t.refresh}</button>
      </div>
      <Refused of={asked} />
      {list && !list.length && <p class="nothing">{t.cases.none}</p>}
      {list && list.length > 0 && (
        <Chosen id="traces" label={t.pages.cases} list={list} keyOf={(one) => one.id} chosen={id} choose={choose}
                row={(one) => <><span class="name">{whom(t, one)}</span><span>{planOf(t, one)}</span><span class="mark">{t.cases.row(one.first, one.second)}</span></>}
                detail={(one) => <Detail key={one.id + (one.names_by ?? "")} listed={one} />} />
      )}
      {asked.body?.next && <p><a href={addressOf("cases", { area, from: String(asked.body.next) })}>{t.nextPage}</a></p>}
      {making && <MakeModal close={() => make(false)} done={made} />}
    </>
  );
}
