// SPDX-License-Identifier: Apache-2.0
// Who holds what: a page of five hundred at a time, and what may be done for the one that is chosen.
import { useState } from "preact/hooks";
import { Holder, Holders } from "../api";
import { useAsked } from "../asked";
import { useDesk } from "../desk";
import { dateText, refusal, useTexts } from "../language";
import { Choice, Modal } from "../parts/controls";
import { Column, Table } from "../parts/table";
import { Actions } from "../people/actions";
import { settle } from "../route";

function useColumns(): Column<Holder>[] {
  const t = useTexts();
  const stands = (one: Holder) => (one.good ? t.passGood : one.passes ? t.passOver : t.passNone);
  return [
    { key: "name", head: t.fields.name, width: "6rem", cell: (one) => one.name },
    { key: "tail", head: t.fields.tail, width: "7.5rem", cell: (one) => one.tail },
    { key: "place", head: t.place, width: "minmax(6rem, 1fr)", cell: (one) => one.unit + " " + one.room },
    { key: "stands", head: t.pass, width: "5rem", cell: (one) => <span class={one.good ? "good" : "look"}>{stands(one)}</span> },
    { key: "exp", head: t.until, width: "8rem", cell: (one) => (one.exp ? dateText(one.exp) : "—") },
    { key: "on", head: t.heldOn, width: "6rem", cell: (one) => (one.phones ? t.onPhones(one.phones) : one.passes ? t.onPaper : "—") },
  ];
}

export function PassesPage(props: { values: URLSearchParams }) {
  const t = useTexts();
  const { who, language } = useDesk();
  const lacking = props.values.get("lacking") === "1" ? "1" : "";
  const from = props.values.get("from") ?? "";
  const asked = useAsked<Holders>(`/v1/passes?lacking=${lacking || 0}&from=${from || 0}`);
  const [chosen, choose] = useState<Holder | null>(null);
  const columns = useColumns();
  const holders = asked.body?.holders;
  return (
    <>
      <h1>{t.pages.passes}</h1>
      <div class="tools">
        <Choice id="lacking" label={t.show} value={lacking} onValue={(value) => settle("passes", { lacking: value })}
                of={[["", t.everybody], ["1", t.lackingOnly]]} />
        <p class="hint">{t.passesHow}</p>
        <button class="plain" onClick={asked.again}>{t.refresh}</button>
      </div>
      {asked.problem && <p class="warning" role="alert">{refusal(t, asked.status, asked.problem, language)}</p>}
      {holders && !holders.length && <p class="nothing">{t.noHolders}</p>}
      {holders && holders.length > 0 && (
        <Table id="holders" label={t.pages.passes} columns={columns} count={holders.length} row={(n) => holders[n]} open={choose} waiting={t.loading} />
      )}
      <p>
        {from && <a href={`#passes?lacking=${lacking}`}>{t.firstPage}</a>}{" "}
        {asked.body?.next && <a href={`#passes?lacking=${lacking}&from=${asked.body.next}`}>{t.nextPage}</a>}
      </p>
      {chosen && who && (
        <Modal id="holder" title={chosen.name} close={() => choose(null)}>
          <p>{chosen.unit} {chosen.room}{t.dash}{t.fields.tail} {chosen.tail}</p>
          <Actions whom={{ area: who.area, index: chosen.index, name: chosen.name }} done={asked.again} />
          <div class="buttons"><button class="plain" onClick={() => choose(null)}>{t.close}</button></div>
        </Modal>
      )}
    </>
  );
}
