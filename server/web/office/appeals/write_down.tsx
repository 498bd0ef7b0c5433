// SPDX-License-Identifier: Apache-2.0
// Whoever telephones or writes appeals as well as who has a phone.
import { useState } from "preact/hooks";
import { Resident } from "../api";
import { say } from "../desk";
import { useTexts } from "../language";
import { Choice, Field, Form, Modal } from "../parts/controls";
import { PersonPicker } from "../parts/person_picker";
import { useSend } from "../parts/send";

export function WriteDownModal(props: { close: () => void; done: () => void }) {
  const t = useTexts();
  const send = useSend();
  const [whom, pick] = useState<Resident | null>(null);
  const [field, setField] = useState("state");
  const [way, setWay] = useState("telephone");
  const [words, setWords] = useState("");
  const json = { area: whom?.area, index: whom?.index, field, way, words };
  const done = () => {
    say(t.writtenDown);
    props.done();
    props.close();
  };
  return (
    <Modal id="writing" title={t.writeDown} close={props.close}>
      <Form id="write" submit={t.writeDown} run={() => send("POST", "/v1/appeals", { json }, done)} cancel={props.close} missing={[[t.whom, whom ? whom.name : ""], [t.appealWords, words]]}>
        <PersonPicker id="appellant" label={t.whom} start="" picked={whom} pick={pick} />
        <Choice id="field" label={t.against} value={field} onValue={setField} of={["state", "health", "test"].map((one) => [one, t.lines_[one]])} />
        <Choice id="way" label={t.way} value={way} onValue={setWay} of={["telephone", "paper"].map((one) => [one, t.ways[one]])} />
        <Field id="appeal-words" label={t.appealWords} value={words} onValue={setWords} lines={3} />
      </Form>
    </Modal>
  );
}
