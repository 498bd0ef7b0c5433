// SPDX-License-Identifier: Apache-2.0
// Further documents of one person: what comes under any of them is theirs.
import { useState } from "preact/hooks";
import { Document, Person } from "../api";
import { say, useDesk } from "../desk";
import { refusal, useTexts } from "../language";
import { Choice, Field, Form, Modal } from "../parts/controls";
import { Time } from "../parts/time";
import { call } from "../server";
import { ID_TYPES } from "./entry";

const pathOf = (one: Person): string => `/v1/residents/${one.area}/${one.index}/documents`;

interface Props {
  one: Person;
  again: () => void;
}

function Add(props: Props & { close: () => void }) {
  const t = useTexts();
  const { language } = useDesk();
  const [type, choose] = useState("护照");
  const [number, setNumber] = useState("");
  const [evidence, setEvidence] = useState("");
  const run = async () => {
    const answer = await call<Document>("POST", pathOf(props.one), { json: { id_type: type, id_number: number, evidence } });
    if (!answer.body) return refusal(t, answer.status, answer.problem, language);
    say(t.saved);
    props.close();
    props.again();
    return "";
  };
  return (
    <Modal id="document" title={t.documents.add} close={props.close}>
      <p class="hint">{t.documents.how}</p>
      <Form id="add-document" submit={t.documents.add} run={run} cancel={props.close} missing={[[t.fields.id_number, number], [t.documents.checked, evidence]]}>
        <Choice id="document-type" label={t.fields.id_type} value={type} onValue={choose} of={ID_TYPES.map((one) => [one, t.idTypes[one] ?? one])} />
        <Field id="document-number" label={t.fields.id_number} value={number} onValue={setNumber} />
        <Field id="document-evidence" label={t.documents.checked} value={evidence} onValue={setEvidence} hint={t.documents.checkedHint} />
      </Form>
    </Modal>
  );
}

function Remove(props: Props & { document: Document; close: () => void }) {
  const t = useTexts();
  const { language } = useDesk();
  const { document } = props;
  const run = async () => {
    const answer = await call("DELETE", pathOf(props.one) + "/" + document.document);
    if (answer.status !== 200) return refusal(t, answer.status, answer.problem, language);
    say(t.saved);
    props.close();
    props.again();
    return "";
  };
  return (
    <Modal id="document-goes" title={t.documents.remove} close={props.close}>
      <p>{t.idTypes[document.id_type] ?? document.id_type} {document.id_number}</p>
      <Form id="remove-document" submit={t.documents.remove} run={run} cancel={props.close} missing={[]} danger><p class="hint">{t.documents.goes}</p></Form>
    </Modal>
  );
}

export function Documents(props: Props & { readOnly: boolean }) {
  const t = useTexts();
  const [adding, add] = useState(false);
  const [going, remove] = useState<Document | null>(null);
  const { documents } = props.one;
  return (
    <>
      <h2>{t.documents.title}</h2>
      {!documents.length && <p>{t.documents.one}</p>}
      {documents.length > 0 && (
        <table id="documents">
          <tbody>
            {documents.map((one) => (
              <tr key={one.document}>
                <th scope="row">{t.idTypes[one.id_type] ?? one.id_type}</th>
                <td>{one.id_number}</td>
                <td>{one.own ? t.documents.own : <><Time at={one.added_at} /> {one.added_by}</>}</td>
                <td>{!one.own && !props.readOnly && <button class="plain" onClick={() => remove(one)}>{t.documents.remove}</button>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {!props.readOnly && <p class="buttons"><button id="another-document" class="plain" onClick={() => add(true)}>{t.documents.add}</button></p>}
      {adding && <Add one={props.one} again={props.again} close={() => add(false)} />}
      {going && <Remove one={props.one} again={props.again} document={going} close={() => remove(null)} />}
    </>
  );
}
