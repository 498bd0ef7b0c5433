// SPDX-License-Identifier: Apache-2.0
// The end of an emergency: what it would delete, asked for by one and seconded by another body, and what
// was signed of those that were decided.
import { useState } from "preact/hooks";
import { useAsked } from "../asked";
import { may, say, useDesk } from "../desk";
import { bodyText, timeText, useBoth, useTexts } from "../language";
import { Field, Form, Modal, Refused } from "../parts/controls";
import { useSend } from "../parts/send";
import { Time } from "../parts/time";
import { Closing, Closings, DeletedKind } from "./api";

function AskModal(props: { area: string; close: () => void; done: () => void }) {
  const t = useTexts();
  const send = useSend();
  const [words, setWords] = useState("");
  const json = { words, ...(props.area ? { area: props.area } : {}) };
  const done = () => {
    say(t.waitsForSecond);
    props.done();
  };
  return (
    <Modal id="closing" title={t.response.ask} close={props.close}>
      <p>{t.response.closingWhat}</p>
      <p class="warning">{t.response.askWhat}</p>
      <Form id="ask-closing" submit={t.response.ask} run={() => send("POST", "/v1/closings", { json }, done)} missing={[[t.response.words, words]]} cancel={props.close} danger>
        <Field id="closing-words" label={t.response.words} value={words} onValue={setWords} hint={t.response.wordsHint} focus />
      </Form>
    </Modal>
  );
}

function Kinds(props: { kinds: DeletedKind[] }) {
  const t = useTexts(), both = useBoth();
  return (
    <table>
      <thead><tr>{t.response.kindHeads.map((head, n) => <th key={head} scope="col" class={n ? "number" : ""}>{head}</th>)}</tr></thead>
      <tbody>{props.kinds.map((one) => <tr key={one.kind}><th scope="row">{both(one.zh, one.en)}</th><td class="number">{one.rows}</td></tr>)}</tbody>
    </table>
  );
}

function Row(props: { one: Closing; newest: boolean }) {
  const t = useTexts();
  const { one } = props;
  const who = (login: string, body: string) => login + t.dash + bodyText(t, body);
  return (
    <tr>
      <th scope="row"><Time at={one.begun_at} /></th>
      <td>{one.done_at ? timeText(one.done_at) : t.response.goesOn}</td>
      <td>{who(one.asked_by, one.asked_body)}</td>
      <td>{who(one.decided_by, one.decided_body)}</td>
      <td>
        <details><summary>{t.response.rows(one.deleted.reduce((sum, kind) => sum + kind.rows, 0))}</summary><Kinds kinds={one.deleted} /></details>
      </td>
      <td>{props.newest && one.done_at > 0 && <a href={"/v1/sync/end/" + one.area} download={`end-${one.area}.cose`}>{t.response.statement}</a>}</td>
    </tr>
  );
}

function Decided(props: { closings: Closing[] }) {
  const t = useTexts();
  const { closings } = props;
  if (!closings.length) return <p class="nothing">{t.response.noClosings}</p>;
  return (
    <div class="scroll wide" tabIndex={0} role="region" aria-label={t.response.closings}>
      <table id="closings">
        <thead><tr>{t.response.closingHeads.map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
        <tbody>{closings.map((one, n) => <Row key={one.id} one={one} newest={n === 0} />)}</tbody>
      </table>
    </div>
  );
}

export function ClosingsPart(props: { area: string }) {
  const t = useTexts();
  const { who } = useDesk();
  const closed = useAsked<Closings>("/v1/closings" + (props.area ? "?area=" + encodeURIComponent(props.area) : ""));
  const { body } = closed;
  const [asking, ask] = useState(false);
  const [asked, tell] = useState(false);
  const done = () => {
    ask(false);
    tell(true);
    closed.again();
  };
  return (
    <section aria-labelledby="closing-title">
      <h2 id="closing-title">{t.response.closing}</h2>
      <p class="hint">{t.response.closingWhat}</p>
      <Refused of={closed} />
      {asked && <p class="done" role="status">{t.waitsForSecond} <a href="#requests">{t.pages.requests}</a></p>}
      {body && (
        <>
          {may(who, "admin") && <div class="buttons"><button id="ask-end" class="danger" onClick={() => ask(true)}>{t.response.ask}</button></div>}
          <details id="would-go">
            <summary>{t.response.now}{t.colon}{t.response.rows(body.now.deleted.reduce((sum, one) => sum + one.rows, 0))}{t.comma}{t.response.orders(body.now.orders)}</summary>
            <Kinds kinds={body.now.deleted} />
          </details>
          <h3>{t.response.closings}</h3>
          <Decided closings={body.closings} />
        </>
      )}
      {asking && <AskModal area={props.area} close={() => ask(false)} done={done} />}
    </section>
  );
}
