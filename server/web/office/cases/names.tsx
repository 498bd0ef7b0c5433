// SPDX-License-Identifier: Apache-2.0
// Names of a trace: asked for, and read once another body has seconded it.
import { useState } from "preact/hooks";
import { Request } from "../api";
import { say, useDesk } from "../desk";
import { refusal, useTexts } from "../language";
import { Field, Form } from "../parts/controls";
import { Time } from "../parts/time";
import { call } from "../server";
import { Trace, TracePeople, TracePerson } from "./api";

const pathOf = (one: Trace): string => `/v1/traces/${one.area}/${one.id}`;

function Ask(props: { one: Trace }) {
  const t = useTexts();
  const { language } = useDesk();
  const [words, setWords] = useState("");
  const [asked, ask] = useState(false);
  const run = async () => {
    const answer = await call<{ request: Request }>("POST", pathOf(props.one) + "/requests", { json: { words } });
    if (!answer.body) return refusal(t, answer.status, answer.problem, language);
    say(t.cases.waits);
    ask(true);
    return "";
  };
  if (asked) return <p class="done" id="names-asked">{t.cases.waits}</p>;
  return (
    <Form id="ask-names" submit={t.cases.ask} run={run} missing={[[t.cases.why, words]]}>
      <Field id="names-why" label={t.cases.why} value={words} onValue={setWords} hint={t.cases.whyHint} lines={2} />
    </Form>
  );
}

function Row(props: { one: TracePerson }) {
  const t = useTexts();
  const { one } = props;
  return (
    <tr>
      <td>{t.cases.orders[one.order]}</td>
      <th scope="row">{one.known ? one.name : t.cases.elsewhere(one.area, one.index)}</th>
      <td>{one.phone}</td>
      <td>{one.unit}</td>
      <td>{one.room}</td>
      <td>{one.ways.map((way) => t.cases.ways[way]).join(t.comma)}</td>
      <td>{one.gate}</td>
      <td><Time at={one.since} /></td>
    </tr>
  );
}

function People(props: { one: Trace }) {
  const t = useTexts();
  const { language } = useDesk();
  const [people, add] = useState<TracePerson[] | null>(null);
  const [next, setNext] = useState<number | undefined>(0);
  const [wrong, setWrong] = useState("");
  const look = async () => {
    const answer = await call<TracePeople>("GET", `${pathOf(props.one)}/people?from=${next ?? 0}`);
    setWrong(answer.body ? "" : refusal(t, answer.status, answer.problem, language));
    if (!answer.body) return;
    add([...(people ?? []), ...answer.body.people]);
    setNext(answer.body.next);
  };
  return (
    <>
      <p class="hint">{t.cases.showHint}</p>
      {wrong && <p class="warning" role="alert">{wrong}</p>}
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
