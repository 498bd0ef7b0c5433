// SPDX-License-Identifier: Apache-2.0
// More than one account does alone in a day: asked for here, and done once another body has seconded it.
import { useState } from "preact/hooks";
import { may, say, useDesk } from "../desk";
import { useTexts } from "../language";
import { Choice, Field, Form, Modal } from "../parts/controls";
import { useSend } from "../parts/send";

/** Full names are asked for by who traces; all else by who does it. */
const rightFor = (what: string) => (what === "names" ? "traces" : "passes");

/** what, people: to begin with. */
export function ManyModal(props: { what?: string; people?: number; close: () => void; done: () => void }) {
  const t = useTexts();
  const { who } = useDesk();
  const send = useSend();
  const kinds = Object.entries(t.bulk).filter(([what]) => may(who, rightFor(what)));
  const [what, choose] = useState(props.what ?? kinds[0][0]);
  const [people, setPeople] = useState(String(props.people ?? ""));
  const [words, setWords] = useState("");
  const all = what === "passes" || what === "claims"; // of everybody, where nobody counted
  const json = { act: "bulk", what, words, ...(people ? { people: Number(people) } : {}) };
  const done = () => {
    say(t.waitsForSecond);
    props.done();
    props.close();
  };
  return (
    <Modal id="many" title={t.inBulk} close={props.close}>
      <p class="hint">{t.manyHow}</p>
      <Form id="ask-many" submit={t.ask} run={() => send("POST", "/v1/requests", { json }, done)} cancel={props.close} missing={[[t.words, words], ...(all ? [] : [[t.howMany, people] as [string, string]])]}>
        <Choice id="many-what" label={t.whichWork} value={what} onValue={choose} of={kinds} />
        <Field id="many-people" label={t.howMany} value={people} onValue={setPeople} hint={all ? t.howManyHint : ""} />
        <Field id="many-words" label={t.words} value={words} onValue={setWords} lines={2} />
      </Form>
    </Modal>
  );
}
