// SPDX-License-Identifier: Apache-2.0
// Whoever comes for a time: who they are, until when, and the way to revoke a pass.
import { useEffect, useState } from "preact/hooks";
import { Visitor, Visitors } from "../api";
import { useAsked } from "../asked";
import { useDesk, may } from "../desk";
import { timeText, useTexts } from "../language";
import { Choice, Refused } from "../parts/controls";
import { Column, Table } from "../parts/table";
import { RestrainModal } from "../people/restrain";
import { addressOf, settle } from "../route";
import { AddModal } from "./add";

function useColumns(): Column<Visitor>[] {
  const t = useTexts();
  const host = (one: Visitor) => (one.host === undefined ? t.visitors.byOffice : t.visitors.byResident(one.host));
  return [
    { key: "name", head: t.fields.name, width: "minmax(5rem, 1fr)", cell: (one) => one.name },
    { key: "role", head: t.role, width: "6.5rem", cell: (one) => t.roles[one.role] },
    { key: "unit", head: t.fields.unit, width: "5.5rem", cell: (one) => one.unit },
    { key: "state", head: t.state_, width: "7rem", cell: (one) => <span class={one.state === "open" ? "good" : ""}>{t.visitors.states[one.state]}</span> },
    { key: "until", head: t.visitors.until, width: "11rem", cell: (one) => timeText(one.state === "coming" ? one.from : one.until) },
    { key: "host", head: t.visitors.host, width: "6.5rem", cell: host },
  ];
}

const shownOf = (values: URLSearchParams) => ({ all: values.get("all") === "1" ? "1" : "", from: values.get("from") ?? "" });

export function visitorsPath(values: URLSearchParams): string {
  const { all, from } = shownOf(values);
  return `/v1/visitors?now=${all ? 0 : 1}&from=${from || 0}`;
}

export function VisitorsPage(props: { values: URLSearchParams }) {
  const t = useTexts();
  const { who } = useDesk();
  const { all, from } = shownOf(props.values);
  const asked = useAsked<Visitors>(visitorsPath(props.values));
  const [adding, add] = useState(false);
  const [chosen, choose] = useState<Visitor | null>(null);
  const columns = useColumns();
  const visitors = asked.body?.visitors;
  const next = asked.body?.next;
  // Only ended ones on this page: those of now are further on.
  useEffect(() => void (!visitors?.length && next && settle("visitors", { all, from: String(next) })), [visitors, next]);
  const open = (one: Visitor) => may(who, "propose") && (one.state === "open" || one.state === "coming") && choose(one);
  return (
    <>
      <h1>{t.visitors.title}</h1>
      <div class="tools">
        <Choice id="all" label={t.show} value={all} onValue={(value) => settle("visitors", { all: value })} of={[["", t.visitors.nowOnly], ["1", t.visitors.all]]} />
        <button id="add" onClick={() => add(true)}>{t.visitors.add}</button>
        <p class="hint">{t.visitors.how}</p>
        <button class="plain" onClick={asked.again}>{t.refresh}</button>
      </div>
      <Refused of={asked} />
      {visitors && !visitors.length && !next && <p class="nothing">{t.visitors.none}</p>}
      {visitors && visitors.length > 0 && (
        <Table key={all + from} id="visitors" label={t.visitors.title} columns={columns} count={visitors.length} row={(n) => visitors[visitors.length - 1 - n]} open={open} waiting={t.loading} />
      )}
      <p>
        {from && <a href={addressOf("visitors", { all })}>{t.firstPage}</a>}{" "}
        {next && <a href={addressOf("visitors", { all, from: String(next) })}>{t.nextPage}</a>}
      </p>
      {adding && <AddModal close={() => add(false)} done={asked.again} />}
      {chosen && who && (
        <RestrainModal whom={{ area: chosen.area, index: chosen.index, name: chosen.name }} first="pass revoked" title={t.visitors.revoke + t.colon + chosen.name}
                       close={() => choose(null)} done={asked.again} />
      )}
    </>
  );
}
