// SPDX-License-Identifier: Apache-2.0
// Further documents of one person: what comes under any of them is theirs.
import { useState } from "preact/hooks";
import { Document, Person } from "../api";
import { say } from "../desk";
import { documentText, documentTypes, useTexts } from "../language";
import { Choice, Field, Form, Modal } from "../parts/controls";
import { useSend } from "../parts/send";
import { Time } from "../parts/time";

const pathOf = (one: Person): string => `/v1/residents/${one.area}/${one.index}/documents`;

interface Props {
  one: Person;
  close: () => void;
  done: () => void;
}

function Add(props: Props) {
  const t = useTexts();
  const send = useSend();
  const [type, choose] = useState("护照");
  const [number, setNumber] = useState("");
  const [evidence, setEvidence] = useState("");
  const json = { id_type: type, id_number: number, evidence };
  return (
    <Modal id="document" title={t.documents.add} close={props.close}>
      <p class="hint">{t.documents.how}</p>
      <Form id="add-document" submit={t.documents.add} run={() => send("POST", pathOf(props.one), { json }, props.done)} cancel={props.close} missing={[[t.fields.id_number, number], [t.documents.checked, evidence]]}>
        <Choice id="document-type" label={t.fields.id_type} value={type} onValue={choose} of={documentTypes(t)} />
        <Field id="document-number" label={t.fields.id_number} value={number} onValue={setNumber} />
        <Field id="document-evidence" label={t.documents.checked} value={evidence} onValue={setEvidence} hint={t.documents.checkedHint} />
      </Form>
    </Modal>
  );
}

function Remove(props: Props & { document: Document }) {
  const t = useTexts();
  const send = useSend();
  const { document } = props;
  return (
    <Modal id="document-goes" title={t.documents.remove} close={props.close}>
      <p>{documentText(t, document.id_type)} {document.id_number}</p>
      <Form id="remove-document" submit={t.documents.remove} run={() => send("DELETE", pathOf(props.one) + "/" + document.document, {}, props.done)} cancel={props.close} missing={[]} danger><p class="hint">{t.documents.goes}</p></Form>
    </Modal>
  );
}

export function Documents(props: { one: Person; again: () => void; readOnly: boolean }) {
  const t = useTexts();
  const [adding, add] = useState(false);
  const [going, remove] = useState<Document | null>(null);
  const { one, one: { documents } } = props;
  const close = () => {
    add(false);
    remove(null);
  };
  const done = (words: string) => () => {
    say(words);
    close();
    props.again();
  };
  return (
    <>
      <h2>{t.documents.title}</h2>
      {!documents.length && <p>{t.documents.one}</p>}
      {documents.length > 0 && (
        <table id="documents">
          <tbody>
            {documents.map((paper) => (
              <tr key={paper.document}>
                <th scope="row">{documentText(t, paper.id_type)}</th>
                <td>{paper.id_number}</td>
                <td>{paper.own ? t.documents.own : <><Time at={paper.added_at} /> {paper.added_by}</>}</td>
                <td>{!paper.own && !props.readOnly && <button class="plain" onClick={() => remove(paper)}>{t.documents.remove}</button>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {!props.readOnly && <p class="buttons"><button id="another-document" class="plain" onClick={() => add(true)}>{t.documents.add}</button></p>}
      {adding && <Add one={one} close={close} done={done(t.waitsForSecond)} />}
      {going && <Remove one={one} close={close} done={done(t.saved)} document={going} />}
    </>
  );
}
