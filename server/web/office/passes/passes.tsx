// SPDX-License-Identifier: Apache-2.0
// Who holds what: everybody, or those that a search finds; or who has no pass that is good, a page at a
// time. And what may be done for the one that is chosen, or for those who were ticked.
import { useState } from "preact/hooks";
import { Answer } from "../../shared/http";
import { Holder, Holders } from "../api";
import { askAhead, useAsked } from "../asked";
import { useDesk, Who } from "../desk";
import { dateText, tailOf, tailText, useRefusal, useTexts } from "../language";
import { Choice, Field, Modal, Wrong } from "../parts/controls";
import { findAhead, Found, useFound } from "../parts/found";
import { PickAll } from "../parts/pick_all";
import { usePicked } from "../parts/picked";
import { useResting } from "../parts/resting";
import { sortOf } from "../parts/sorting";
import { Column, Table } from "../parts/table";
import { Actions } from "../people/actions";
import { Batch } from "../people/batch";
import { Whom } from "../people/issue";
import { addressOf, settle } from "../route";
import { call } from "../server";

const ENDING = "ending"; // else of lacking: "1"
const SORTS = ["index", "place", "name"] as const;

function useColumns(): Column<Holder>[] {
  const t = useTexts();
  const slip = (one: Holder) => (one.slip_at ? t.slipOf(dateText(one.slip_at)) : "—");
  const stands = (one: Holder) => (one.good ? t.passGood : one.passes ? t.passOver : t.passNone);
  return [
    { key: "index", head: t.rosterNumber, width: "5rem", cell: (one) => one.index },
    { key: "name", head: t.fields.name, width: "5.6rem", cell: (one) => one.name },
    { key: "tail", head: t.fields.tail, width: "5.5rem", cell: (one) => tailText(t, one.tail) },
    { key: "place", head: t.place, width: "minmax(5rem, 1fr)", cell: (one) => one.unit + " " + one.room },
    { key: "stands", head: t.pass, width: "4.6rem", cell: (one) => <span class={one.good ? "good" : "look"}>{stands(one)}</span> },
    { key: "exp", head: t.until, width: "7.7rem", cell: (one) => (one.exp ? dateText(one.exp) : "—") },
    { key: "on", head: t.heldOn, width: "minmax(10.6rem, 0.5fr)", cell: (one) => (one.phones ? t.onPhones(one.phones) : one.passes ? t.onPaper : slip(one)) },
  ];
}

const FOUND = "/v1/passes/search";

const shownOf = (values: URLSearchParams) => ({
  lacking: values.get("lacking") ?? "", from: values.get("from") ?? "", part: values.get("q") ?? "", sort: sortOf(values, SORTS, "index"),
});

const lackingPath = (lacking: string, from: string | number): string => `/v1/passes?${lacking === ENDING ? "ending" : "lacking"}=1&from=${from || 0}`;

export function askPasses(values: URLSearchParams): Promise<unknown> {
  const { lacking, from, part, sort } = shownOf(values);
  return lacking ? askAhead(lackingPath(lacking, from)) : findAhead(FOUND, part, sort);
}

/** Those who lack one, or whose ends soon: five hundred of the roster looked at a page, in the shape of what a search finds. */
function useLacking(lacking: string, from: string): Found<Holder> & { next?: number } {
  const why = useRefusal();
  const asked = useAsked<Holders>(lacking ? lackingPath(lacking, from) : null);
  const { body, again } = asked, wrong = asked.status ? why(asked) : "";
  const all = async (take: (rows: Holder[]) => boolean) => {
    for (let next: number | undefined = 0; next !== undefined; ) {
      const answer: Answer<Holders> = await call<Holders>("GET", lackingPath(lacking, next));
      if (!answer.body) return why(answer);
      if (!take(answer.body.holders)) break;
      next = answer.body.next;
    }
    return "";
  };
  return { count: body ? body.holders.length : null, part: !!from || !!body?.next, row: (n) => body?.holders[n], need: () => undefined, all, wrong, again, next: body?.next };
}

const whomOf = (who: Who, one: Holder): Whom => ({ area: who.area, index: one.index, name: one.name });

export function PassesPage(props: { values: URLSearchParams }) {
  const t = useTexts();
  const { who } = useDesk();
  const { lacking, from, part, sort } = shownOf(props.values);
  const [words, setWords] = useState(part);
  const all = useFound<Holder>(lacking ? null : FOUND, "holders", part, sort), some = useLacking(lacking, from);
  const found = lacking ? some : all;
  const [chosen, choose] = useState<Holder | null>(null);
  const picked = usePicked<Holder>((one) => one.index);
  const columns = useColumns();
  useResting(words, (q) => settle("passes", { q: q.trim(), sort }));
  return (
    <>
      <h1>{t.pages.passes}</h1>
      <div class="tools">
        {!lacking && <Field id="q" label={t.search} value={words} onValue={setWords} type="search" hint={t.searchHint} />}
        <Choice id="lacking" label={t.show} value={lacking} onValue={(value) => settle("passes", { lacking: value })}
                of={[["", t.everybody], ["1", t.lackingOnly], [ENDING, t.endingOnly]]} />
        <p class="hint">{t.passesHow}</p>
        <button class="plain" onClick={found.again}>{t.refresh}</button>
      </div>
      <Wrong words={found.wrong} />
      {who && <Batch chosen={picked.list.map((one) => whomOf(who, one))} clear={picked.clear} done={found.again} />}
      {!!found.count && <PickAll key={lacking + part} found={found} picked={picked} />}
      {found.count === 0 && <p class="nothing">{t.noHolders}</p>}
      {!!found.count && (
        <Table key={lacking + from + part} id="holders" label={t.pages.passes} columns={columns} count={found.count} row={found.row} need={found.need}
               open={choose} waiting="…" sorting={lacking ? undefined : { by: sort, of: SORTS, set: (by) => settle("passes", { q: part, sort: by }) }} find="q" picked={picked} />
      )}
      {lacking && (
        <p>
          {from && <a href={addressOf("passes", { lacking })}>{t.firstPage}</a>}{" "}
          {some.next && <a href={addressOf("passes", { lacking, from: String(some.next) })}>{t.nextPage}</a>}
        </p>
      )}
      {chosen && who && (
        <Modal id="holder" title={chosen.name} close={() => choose(null)}>
          <p>{chosen.unit} {chosen.room}{t.dash}{tailOf(t, chosen.tail)}</p>
          <Actions whom={whomOf(who, chosen)} done={found.again} />
          <div class="buttons"><button class="plain" onClick={() => choose(null)}>{t.close}</button></div>
        </Modal>
      )}
    </>
  );
}
