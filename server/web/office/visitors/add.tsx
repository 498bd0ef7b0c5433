// SPDX-License-Identifier: Apache-2.0
// Somebody is let in for a time, or a vehicle; their passes are there at once.
import { useState } from "preact/hooks";
import { onceKey } from "../../shared/http";
import { Visit } from "../api";
import { say } from "../desk";
import { documentTypes, useTexts } from "../language";
import { Choice, Field, Form, Modal } from "../parts/controls";
import { PrintCards } from "../parts/print_cards";
import { QrCard } from "../parts/qr_card";
import { useSend } from "../parts/send";

const DAYS = [1, 3, 7, 14, 30, 90];

function Made(props: { visit: Visit; another: () => void; close: () => void }) {
  const t = useTexts();
  const { visit } = props;
  const cards = visit.passes.map((pass) => ({ ...pass, text: pass.text ?? "", exp: visit.until })).filter((pass) => pass.text);
  return (
    <>
      <p class="done" role="status">{t.visitors.made}</p>
      {cards.map((pass) => <QrCard key={pass.index} pass={pass} />)}
      <div class="buttons">
        <PrintCards passes={cards} />
        <button class="plain" id="another" onClick={props.another}>{t.visitors.another}</button>
        <button class="plain" onClick={props.close}>{t.close}</button>
      </div>
    </>
  );
}

const EMPTY = { role: "visitor", name: "", plate: "", phone: "", unit: "", id_type: "身份证", id_number: "", days: "" };

function formOf(typed: typeof EMPTY): Record<string, unknown> {
  const { days, id_type, ...texts } = typed;
  const said = Object.entries(texts).filter(([, text]) => text.trim());
  return { ...Object.fromEntries(said), ...(typed.id_number.trim() ? { id_type } : {}), ...(days ? { days: Number(days) } : {}) };
}

export function AddModal(props: { close: () => void; done: () => void }) {
  const t = useTexts();
  const send = useSend();
  const [once, again] = useState(onceKey);
  const [typed, type] = useState(EMPTY);
  const [visit, show] = useState<Visit | null>(null);
  const set = (name: keyof typeof EMPTY) => (value: string) => type({ ...typed, [name]: value });
  const vehicle = typed.role === "vehicle";
  const roles = Object.entries(t.roles).filter(([role]) => role !== "resident");
  const asked = { json: formOf(typed), headers: { "Idempotency-Key": once } };
  const done = (made: { visit: Visit }) => {
    show(made.visit);
    say(t.visitors.made);
    props.done();
  };
  const another = () => {
    show(null);
    again(onceKey());
    type({ ...EMPTY, role: typed.role });
  };
  return (
    <Modal id="adding" title={t.visitors.add} close={props.close}>
      {visit ? <Made visit={visit} another={another} close={props.close} /> : (
        <Form id="new" submit={t.visitors.add} run={() => send("POST", "/v1/visitors", asked, done)} cancel={props.close}
              missing={vehicle ? [[t.visitors.plate, typed.plate]] : [[t.fields.name, typed.name]]}>
          <div class="columns">
            <Choice id="new-role" label={t.role} value={typed.role} onValue={set("role")} of={roles} />
            <Choice id="new-days" label={t.visitors.days} value={typed.days} onValue={set("days")} none={t.visitors.usual} of={DAYS.map((n) => [String(n), t.visitors.daysOf(n)])} />
            {!vehicle && <Field id="new-name" label={t.fields.name} value={typed.name} onValue={set("name")} focus />}
            <Field id="new-plate" label={vehicle ? t.visitors.plate : t.visitors.plateOfVisitor} value={typed.plate} onValue={set("plate")} />
            <Field id="new-unit" label={t.visitors.unit} value={typed.unit} onValue={set("unit")} />
            {!vehicle && <Field id="new-phone" label={t.visitors.phone} value={typed.phone} onValue={set("phone")} />}
            {!vehicle && <Choice id="new-id_type" label={t.fields.id_type} value={typed.id_type} onValue={set("id_type")} of={documentTypes(t)} />}
            {!vehicle && <Field id="new-id_number" label={t.visitors.document} value={typed.id_number} onValue={set("id_number")} />}
          </div>
        </Form>
      )}
    </Modal>
  );
}
