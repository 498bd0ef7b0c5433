// SPDX-License-Identifier: Apache-2.0
// Everybody, found by anything; the words and the order stand in the address.
import { useState } from "preact/hooks";
import { Resident } from "../api";
import { may, useDesk } from "../desk";
import { GonePage } from "../imports/gone";
import { ImportPage } from "../imports/imports";
import { tailText, useTexts } from "../language";
import { Field, Wrong } from "../parts/controls";
import { findAhead, useFound } from "../parts/found";
import { PickAll } from "../parts/pick_all";
import { usePicked } from "../parts/picked";
import { useResting } from "../parts/resting";
import { sortOf } from "../parts/sorting";
import { Column, Table } from "../parts/table";
import { Batch } from "../people/batch";
import { addressOf, goTo, settle } from "../route";
import { AddModal } from "./entry";
import { HouseholdsPage } from "./households";
import { PersonPage } from "./person";

const SORTS = ["place", "name", "index", "state"] as const;

function useColumns(): Column<Resident>[] {
  const t = useTexts();
  const colour = (one: Resident) => (one.health === "red" || one.health === "yellow" ? "look" : "");
  return [
    { key: "index", head: t.rosterNumber, width: "4.7rem", cell: (one) => one.index },
    { key: "name", head: t.fields.name, width: "5rem", cell: (one) => one.name },
    { key: "tail", head: t.fields.tail, width: "5.2rem", cell: (one) => tailText(t, one.tail) },
    { key: "place", head: t.fields.unit, width: "minmax(5.3rem, 1fr)", cell: (one) => one.unit },
    { key: "role", head: t.role, width: "6.5rem", cell: (one) => <span class="two">{t.roles[one.role ?? ""]}</span> },
    { key: "state", head: t.lines.state, width: "6.5rem", cell: (one) => <span class={one.state === "active" ? "" : "look"}>{t.state[one.state]}</span> },
    { key: "health", head: t.lines.health, width: "5.4rem", cell: (one) => <span class={colour(one)}>{t.health[one.health]}</span> },
    { key: "test", head: t.lines.test, width: "5.4rem", cell: (one) => <span class={one.test.includes("positive") ? "two look" : "two"}>{t.test[one.test]}</span> },
  ];
}

const FOUND = "/v1/residents/search";

const shownOf = (values: URLSearchParams) => ({ part: values.get("q") ?? "", sort: sortOf(values, SORTS, "place") });

const OTHERS = ["import", "gone", "households", "index"];

export async function askResidents(values: URLSearchParams): Promise<void> {
  const { part, sort } = shownOf(values);
  if (!OTHERS.some((name) => values.get(name))) await findAhead(FOUND, part, sort);
}

function SearchPage(props: { values: URLSearchParams }) {
  const t = useTexts();
  const { who } = useDesk();
  const { part, sort } = shownOf(props.values);
  const [words, setWords] = useState(part);
  const [adding, add] = useState(false);
  const found = useFound<Resident>(FOUND, "residents", part, sort);
  const columns = useColumns();
  const picked = usePicked<Resident>((one) => one.index);
  const acts = may(who, "passes", "propose");
  useResting(words, (q) => settle("residents", { q: q.trim(), sort }));
  const open = (one: Resident) => goTo("residents", { q: part, sort, index: String(one.index) });
  return (
    <>
      <h1>{t.pages.residents}</h1>
      <div class="tools">
        <Field id="q" label={t.search} value={words} onValue={setWords} type="search" hint={t.searchHint} focus />
        {may(who, "roster") && <button id="add" onClick={() => add(true)}>{t.addPerson}</button>}
        <a class="button plain" id="households" href={addressOf("residents", { households: "1" })}>{t.households.title}</a>
        {may(who, "roster") && <a class="button plain" id="import" href={addressOf("residents", { import: "1" })}>{t.imports.title}</a>}
      </div>
      <p role="status" id="count">{found.count === null ? t.searching : t.people(found.count)}</p>
      <Wrong words={found.wrong} />
      {acts && <Batch chosen={picked.list} clear={picked.clear} done={found.again} />}
      {acts && !!found.count && <PickAll key={part} found={found} picked={picked} />}
      {!!found.count && (
        <Table key={part} id="people" label={t.pages.residents} columns={columns} count={found.count} row={found.row} need={found.need} open={open} waiting="…" sorting={{ by: sort, of: SORTS, set: (by) => settle("residents", { q: part, sort: by }) }} find="q" picked={acts ? picked : undefined} />
      )}
      {adding && <AddModal close={() => add(false)} done={(one) => goTo("residents", { index: String(one.index) })} />}
    </>
  );
}

export function ResidentsPage(props: { values: URLSearchParams }) {
  const { who } = useDesk();
  if (props.values.get("import") && may(who, "roster")) return <ImportPage values={props.values} />;
  const gone = props.values.get("gone");
  if (gone && may(who, "roster")) return <GonePage key={gone} number={gone} />;
  if (props.values.get("households")) return <HouseholdsPage values={props.values} />;
  const index = props.values.get("index");
  return index ? <PersonPage key={index} index={Number(index)} values={props.values} /> : <SearchPage values={props.values} />;
}
