// SPDX-License-Identifier: Apache-2.0
// Names of a trace: asked for, and read once another body has seconded it.
import { useState } from "preact/hooks";
import { say, useDesk } from "../desk";
import { useArea, useTexts } from "../language";
import { Field, Form, Wrong } from "../parts/controls";
import { useSend } from "../parts/send";
import { Time } from "../parts/time";
import { Trace, TracePeople, TracePerson } from "./api";

const pathOf = (one: Trace): string => `/v1/traces/${one.area}/${one.id}`;

function Ask(props: { one: Trace }) {
  const t = useTexts();
  const send = useSend();
  const [words, setWords] = useState("");
  const [asked, ask] = useState(false);
  const done = () => {
    say(t.cases.waits);
    ask(true);
  };
  if (asked) return <p class="done" id="names-asked">{t.cases.waits}</p>;
  return (
    <Form id="ask-names" submit={t.cases.ask} run={() => send("POST", pathOf(props.one) + "/requests", { json: { words } }, done)} missing={[[t.cases.why, words]]}>
      <Field id="names-why" label={t.cases.why} value={words} onValue={setWords} hint={t.cases.whyHint} lines={2} />
    </Form>
  );
}

function Row(props: { one: TracePerson }) {
  const t = useTexts(), called = useArea();
  const { one } = props;
  return (
    <tr>
      <td>{t.cases.orders[one.order]}</td>
      <th scope="row">{one.known ? one.name : t.cases.elsewhere(called(one.area), one.index)}</th>
      <td>{one.phone}</td>
      <td>{one.unit} {one.room}</td>
      <td>{one.ways.map((way) => t.cases.ways[way]).join(t.comma)}</td>
      <td>{one.gate}</td>
      <td><Time at={one.since} /></td>
    </tr>
  );
}

function People(props: { one: Trace }) {
  const t = useTexts();
  const { language } = useDesk();
  const send = useSend();
  const [people, add] = useState<TracePerson[] | null>(null);
  const [next, setNext] = useState<number | undefined>(0);
  const [wrong, setWrong] = useState("");
  const look = async () => {
    setWrong(await send<TracePeople>("GET", `${pathOf(props.one)}/people?from=${next ?? 0}`, {}, (body) => {
      add([...(people ?? []), ...body.people]);
      setNext(body.next);
    }));
  };
  return (
    <>
      <p class="hint">{t.cases.showHint}</p>
      <Wrong words={wrong} />
      {people && (
        <div class="scroll wide" tabIndex={0} role="region" aria-label={t.cases.names}>
          <table id="names">
            <thead><tr>{t.cases.heads.map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
            <tbody>{people.map((one) => <Row key={one.area + "/" + one.index} one={one} />)}</tbody>
          </table>
        </div>
      )}
      <p class="buttons">
        {next !== undefined && <button id="show-names" onClick={() => void look()}>{people ? t.cases.more : t.cases.show}</button>}
        <a id="names-csv" class="button plain" download href={`${pathOf(props.one)}/people?format=csv&lang=${language}`}>{t.cases.csv}</a>
      </p>
    </>
  );
}

export function Names(props: { one: Trace }) {
  const t = useTexts();
  const { one } = props;
  return (
    <>
      <h3>{t.cases.names}</h3>
      {one.names && <People one={one} />}
      {one.names === false && <p class="hint">{t.cases.others(one.names_by ?? "")}</p>}
      {!one.names && <Ask one={one} />}
    </>
  );
}
