// SPDX-License-Identifier: Apache-2.0
// Everybody, found by anything; the words and the order stand in the address.
import { useState } from "preact/hooks";
import { Resident } from "../api";
import { may, useDesk } from "../desk";
import { ImportPage } from "../imports/imports";
import { useTexts } from "../language";
import { Choice, Field, Wrong } from "../parts/controls";
import { useFound } from "../parts/found";
import { usePicked } from "../parts/picked";
import { useResting } from "../parts/resting";
import { Column, Table } from "../parts/table";
import { Batch } from "../people/batch";
import { addressOf, goTo, settle } from "../route";
import { AddModal } from "./entry";
import { HouseholdsPage } from "./households";
import { PersonPage } from "./person";

const SORTS = ["place", "name", "index"] as const;

function useColumns(): Column<Resident>[] {
  const t = useTexts();
  const colour = (one: Resident) => (one.health === "red" || one.health === "yellow" ? "look" : "");
  return [
    { key: "name", head: t.fields.name, width: "6rem", cell: (one) => one.name },
    { key: "tail", head: t.fields.tail, width: "7.5rem", cell: (one) => one.tail },
    { key: "place", head: t.fields.unit, width: "minmax(5rem, 1fr)", cell: (one) => one.unit },
    { key: "role", head: t.role, width: "6rem", cell: (one) => t.roles[one.role ?? ""] },
    { key: "state", head: t.lines.state, width: "6.5rem", cell: (one) => <span class={one.state === "active" ? "" : "look"}>{t.state[one.state]}</span> },
    { key: "health", head: t.lines.health, width: "5rem", cell: (one) => <span class={colour(one)}>{t.health[one.health]}</span> },
    { key: "test", head: t.lines.test, width: "6rem", cell: (one) => <span class={one.test.includes("positive") ? "look" : ""}>{t.test[one.test]}</span> },
  ];
}

function SearchPage(props: { values: URLSearchParams }) {
  const t = useTexts();
  const { who } = useDesk();
  const part = props.values.get("q") ?? "";
  const sort = SORTS.find((one) => one === props.values.get("sort")) ?? "place";
  const [words, setWords] = useState(part);
  const [adding, add] = useState(false);
  const found = useFound<Resident>("/v1/residents/search", "residents", part, sort);
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
        <Choice id="sort" label={t.order} value={sort} onValue={(value) => settle("residents", { q: part, sort: value })} of={SORTS.map((one) => [one, t.orders[one]])} />
        {may(who, "roster") && <button id="add" onClick={() => add(true)}>{t.addPerson}</button>}
        <a class="button plain" id="households" href={addressOf("residents", { households: "1" })}>{t.households.title}</a>
        {may(who, "roster") && <a class="button plain" id="import" href={addressOf("residents", { import: "1" })}>{t.imports.title}</a>}
      </div>
      <p role="status" id="count">{found.count === null ? t.searching : t.people(found.count)}</p>
      <Wrong words={found.wrong} />
      {acts && <Batch chosen={picked.list} clear={picked.clear} done={found.again} />}
      {!!found.count && (
        <Table key={part + sort} id="people" label={t.pages.residents} columns={columns} count={found.count} row={found.row} need={found.need} open={open} waiting="…" sorted={sort} find="q" picked={acts ? picked : undefined} />
      )}
      {adding && <AddModal close={() => add(false)} done={(one) => goTo("residents", { index: String(one.index) })} />}
    </>
  );
}

export function ResidentsPage(props: { values: URLSearchParams }) {
  const { who } = useDesk();
  if (props.values.get("import") && may(who, "roster")) return <ImportPage values={props.values} />;
  if (props.values.get("households")) return <HouseholdsPage values={props.values} />;
  const index = props.values.get("index");
  return index ? <PersonPage key={index} index={Number(index)} values={props.values} /> : <SearchPage values={props.values} />;
}
