// SPDX-License-Identifier: Apache-2.0
// The entry of the roster: added, and corrected. Of two who correct one entry the second to save is
// shown what the first wrote, and keeps what they typed.
import { useEffect, useState } from "preact/hooks";
import { Person, Resident } from "../api";
import { say } from "../desk";
import { NO_DOCUMENT, useRefusal, useTexts } from "../language";
import { Choice, Field, Form, Modal } from "../parts/controls";
import { useSend } from "../parts/send";
import { call } from "../server";

const FIELDS = ["name", "phone", "unit", "room", "birth_date", "moved_in", "tenure"] as const;
type Name = (typeof FIELDS)[number];
type Entry = Record<Name, string>;

const entryOf = (one: Person): Entry => ({
  name: one.name, phone: one.phone, unit: one.unit, room: one.room, birth_date: one.birth_date, moved_in: one.moved_in, tenure: one.tenure,
});

/** What somebody else has written since this form was opened, and what it was then. */
function changedBetween(before: Entry, now: Entry): Name[] {
  return FIELDS.filter((name) => before[name] !== now[name]);
}

export function EditForm(props: { one: Person; etag: string | null; again: () => void; readOnly: boolean }) {
  const t = useTexts();
  const why = useRefusal();
  const now = entryOf(props.one);
  const [base, setBase] = useState(now);
  const [tag, setTag] = useState(props.etag);
  const [typed, type] = useState<Partial<Entry>>({});
  const [others, setOthers] = useState<Name[]>([]);
  // A newer entry has come in: what was typed stays, the rest becomes what it is now.
  useEffect(() => {
    if (props.etag === tag) return setBase(now);
    setOthers(changedBetween(base, now));
    setBase(now);
    setTag(props.etag);
  }, [props.etag]);
  const changed = FIELDS.filter((name) => typed[name] !== undefined && typed[name] !== now[name]);
  const run = async () => {
    if (!changed.length) return t.nothingChanged;
    const json = Object.fromEntries(changed.map((name) => [name, typed[name]]));
    const headers: Record<string, string> = props.etag ? { "If-Match": props.etag } : {};
    const answer = await call("PATCH", `/v1/residents/${props.one.area}/${props.one.index}`, { json, headers });
    props.again();
    if (!answer.body) return why(answer);
    type({});
    setOthers([]);
    setTag(answer.etag);
    say(t.saved);
    return "";
  };
  return (
    <Form id="entry" submit={t.save} run={run} missing={[]}>
      {others.length > 0 && (
        <div class="warning" role="alert" id="others">
          <p>{t.othersChanged}</p>
          <ul>{others.map((name) => <li key={name}>{t.fields[name]}{t.colon}{(name === "tenure" ? t.tenures[now.tenure] : now[name]) || "—"}</li>)}</ul>
        </div>
      )}
      <div class="columns">
        {FIELDS.map((name) => {
          const same = { id: "entry-" + name, label: t.fields[name], value: typed[name] ?? now[name], onValue: (value: string) => type({ ...typed, [name]: value }) };
          if (name !== "tenure") return <Field key={name} {...same} readOnly={props.readOnly} />;
          if (props.readOnly) return <Field key={name} {...same} value={t.tenures[now.tenure] ?? t.tenureUnknown} readOnly />;
          return <Choice key={name} {...same} none={t.tenureUnknown} of={Object.entries(t.tenures)} />;
        })}
      </div>
    </Form>
  );
}

const CARD = "身份证"; // whose number says when its holder was born

export function AddModal(props: { close: () => void; done: (one: Resident) => void }) {
  const t = useTexts();
  const send = useSend();
  const [typed, type] = useState<Record<string, string>>({ id_type: CARD });
  const value = (name: string) => typed[name] ?? "";
  const set = (name: string) => (text: string) => type({ ...typed, [name]: text });
  const card = value("id_type") === CARD, undocumented = value("id_type") === NO_DOCUMENT;
  const asked = (name: string) => (name === "id_number" ? !undocumented : name === "birth_date" ? !card : true);
  const json = Object.fromEntries(Object.entries(typed).filter(([name, text]) => text.trim() && asked(name)));
  const done = (one: Resident) => {
    say(t.saved);
    props.close();
    props.done(one);
  };
  const needed = (["name", "id_number", "unit", "room"] as const).filter(asked).map((name): [string, string] => [t.fields[name], value(name)]);
  return (
    <Modal id="adding" title={t.addPerson} close={props.close}>
      <Form id="new" submit={t.addPerson} run={() => send("POST", "/v1/residents", { json }, done)} missing={needed} cancel={props.close}>
        <div class="columns">
          <Field id="new-name" label={t.fields.name} value={value("name")} onValue={set("name")} focus />
          <Choice id="new-id_type" label={t.fields.id_type} value={value("id_type")} onValue={set("id_type")} of={Object.entries(t.idTypes)} />
          {asked("id_number") && <Field id="new-id_number" label={t.fields.id_number} value={value("id_number")} onValue={set("id_number")} />}
          {asked("birth_date") && <Field id="new-birth_date" label={t.fields.birth_date} value={value("birth_date")} onValue={set("birth_date")} type="date" />}
          <Field id="new-phone" label={t.fields.phone} value={value("phone")} onValue={set("phone")} />
          <Field id="new-unit" label={t.fields.unit} value={value("unit")} onValue={set("unit")} />
          <Field id="new-room" label={t.fields.room} value={value("room")} onValue={set("room")} />
          <Choice id="new-role" label={t.role} value={value("role")} onValue={set("role")} none={t.roleOfAll} of={Object.entries(t.roles)} />
          <Choice id="new-tenure" label={t.fields.tenure} value={value("tenure")} onValue={set("tenure")} none={t.tenureUnknown} of={Object.entries(t.tenures)} />
        </div>
      </Form>
    </Modal>
  );
}
