// SPDX-License-Identifier: Apache-2.0
// Homes and who lives in them, of one building or of all.
import { useState } from "preact/hooks";
import { useAsked } from "../asked";
import { tailText, useTexts } from "../language";
import { Field, Modal, Refused } from "../parts/controls";
import { useResting } from "../parts/resting";
import { Sorting } from "../parts/sorting";
import { Column, Table } from "../parts/table";
import { addressOf, ofPage, settle } from "../route";

export interface Member {
  index: number;
  name: string;
  tail: string;
  role: string | null;
  state: string;
  age?: number;
  passes: number;
}

export interface Household {
  unit: string;
  room: string;
  household: number;
  people: Member[];
}

interface Households {
  households: Household[];
  next?: number;
}

const OLD = 65;
const BY_HOME: Sorting = { by: "unit", of: [], set: () => undefined };

function useColumns(): Column<Household>[] {
  const t = useTexts();
  const old = (one: Household) => one.people.filter((member) => (member.age ?? 0) >= OLD).length;
  return [
    { key: "unit", head: t.fields.unit, width: "6rem", cell: (one) => one.unit },
    { key: "room", head: t.fields.room, width: "6rem", cell: (one) => one.room || "—" },
    { key: "people", head: t.households.people, width: "5rem", cell: (one) => one.people.length },
    { key: "old", head: t.households.old(OLD), width: "6rem", cell: (one) => old(one) || "" },
    { key: "lacking", head: t.households.lacking, width: "7.5rem", cell: (one) => <span class="look">{one.people.filter((member) => !member.passes).length || ""}</span> },
    { key: "who", head: t.households.who, width: "minmax(8rem, 1fr)", cell: (one) => one.people.map((member) => member.name).join(t.comma) },
  ];
}

function Members(props: { home: Household; close: () => void }) {
  const t = useTexts();
  const { home } = props;
  return (
    <Modal id="home" title={home.unit + " " + home.room} close={props.close}>
      <div class="scroll wide" tabIndex={0} role="region" aria-label={home.unit + " " + home.room}>
        <table id="members">
          <thead><tr>{t.households.heads.map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
          <tbody>
            {home.people.map((one) => (
              <tr key={one.index}>
                <th scope="row"><a href={addressOf("residents", { index: String(one.index) })}>{one.name}</a></th>
                <td>{tailText(t, one.tail)}</td><td>{one.age ?? "—"}</td><td>{t.roles[one.role ?? ""]}</td><td>{t.state[one.state]}</td><td>{one.passes}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div class="buttons"><button class="plain" onClick={props.close}>{t.close}</button></div>
    </Modal>
  );
}

export function HouseholdsPage(props: { values: URLSearchParams }) {
  const t = useTexts();
  const unit = props.values.get("unit") ?? "", from = props.values.get("from") ?? "";
  const [words, setWords] = useState(unit);
  const [home, look] = useState<Household | null>(null);
  const asked = useAsked<Households>("/v1/households?unit=" + encodeURIComponent(unit) + ofPage(props.values), true);
  const columns = useColumns();
  useResting(words, (typed) => settle("residents", { households: "1", unit: typed.trim() }));
  const homes = asked.body?.households;
  return (
    <>
      <p><a href={addressOf("residents")}>{t.backToList}</a></p>
      <h1>{t.households.title}</h1>
      <div class="tools"><Field id="unit" label={t.fields.unit} value={words} onValue={setWords} type="search" hint={t.households.hint} focus /></div>
      <Refused of={asked} />
      <p role="status" id="count">{homes ? (asked.body?.next || from ? t.households.part : t.households.count)(homes.length) : t.searching}</p>
      {homes && homes.length > 0 && (
        <Table key={unit + " " + from} id="homes" label={t.households.title} columns={columns} count={homes.length} row={(n) => homes[n]} open={look} waiting={t.loading} sorting={BY_HOME} find="unit" />
      )}
      {asked.body?.next && <p><a href={addressOf("residents", { households: "1", unit, from: String(asked.body.next) })}>{t.nextPage}</a></p>}
      {home && <Members home={home} close={() => look(null)} />}
    </>
  );
}
