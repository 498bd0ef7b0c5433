// SPDX-License-Identifier: Apache-2.0
// Applying: for oneself, for family, or again after a phone was lost; one form.
import { useState } from "preact/hooks";
import { useTexts } from "./language";
import { apply } from "./phone";
import { goTo, linked } from "./route";
import { nothing, problemOf, Said, useSaid } from "./said";
import { Form as Sent } from "./server";
import { Texts } from "./zh";

type Name = "name" | "id_number" | "phone" | "unit" | "room" | "claim" | "area";
type Why = "apply" | "family" | "lost";
type Form = Record<Name | "id_type", string>;

const NEEDED: Name[] = ["name", "id_number", "unit", "room"];
const LABEL: Record<Name, keyof Texts> = {
  name: "name", id_number: "idNumber", phone: "phone", unit: "unit", room: "room", claim: "claim", area: "area",
};
const COMPLETES: Partial<Record<Name, string>> = { name: "name", phone: "tel" };

function emptyForm(): Form {
  return {
    name: "", id_type: "身份证", id_number: "", phone: "", unit: linked("unit"), room: linked("room"),
    claim: linked("claim"), area: linked("area"),
  };
}

function filledIn(form: Form, why: Why): Sent {
  const filled: Partial<Form> = {};
  for (const name of Object.keys(form) as (keyof Form)[]) {
    const value = form[name].trim();
    if (value) filled[name] = value;
  }
  return { ...(filled as Form), relation: why === "family" ? "family" : "own" };
}

interface Sending {
  taken: boolean;
  said: Said; // what to read before going on
}

async function sendForm(form: Sent): Promise<Sending> {
  const answer = await apply(form);
  if (!answer) return { taken: false, said: (t) => t.keepsNothing };
  const left = answer.body?.tries_left;
  return { taken: !!answer.body, said: left === undefined ? problemOf(answer) : (t) => t.codeDidNotFit(left) };
}

function Field(props: { name: Name; form: Form; fill: (part: Partial<Form>) => void; wrong: boolean }) {
  const t = useTexts();
  const { name, form, fill } = props;
  return (
    <label>
      <span>
        {t[LABEL[name]] as string} {t.example[name] && <small>{t.example[name]}</small>}
      </span>
      <input
        id={name}
        value={form[name]}
        autocomplete={COMPLETES[name] ?? "off"}
        inputMode={name === "phone" ? "tel" : undefined}
        required={NEEDED.includes(name)}
        aria-invalid={props.wrong}
        onInput={(event) => fill({ [name]: event.currentTarget.value })}
      />
    </label>
  );
}

function IdType(props: { form: Form; fill: (part: Partial<Form>) => void }) {
  const t = useTexts();
  return (
    <label>
      <span>{t.idType}</span>
      <select id="id_type" value={props.form.id_type} onChange={(event) => props.fill({ id_type: event.currentTarget.value })}>
        {Object.keys(t.idTypes).map((type) => (
          <option key={type} value={type}>{t.idTypes[type]}</option>
        ))}
      </select>
    </label>
  );
}

function useForm(why: Why) {
  const t = useTexts();
  const [form, set] = useState(emptyForm);
  const [busy, work] = useState(false);
  const [said, say] = useSaid();
  const [wrong, mark] = useState<Name[]>([]);
  const fill = (part: Partial<Form>) => set((now) => ({ ...now, ...part }));
  const send = async (event: Event) => {
    event.preventDefault();
    const missing = NEEDED.filter((name) => !form[name].trim());
    mark(missing);
    say(nothing);
    if (missing.length) return void document.getElementById(missing[0])?.focus();
    work(true);
    const sending = await sendForm(filledIn(form, why));
    work(false);
    say(sending.said);
    if (sending.taken && sending.said === nothing) goTo("");
  };
  const lacks = wrong.length ? t.missing + wrong.map((name) => t[LABEL[name]]).join(t.comma) : "";
  return { form, fill, busy, said: said || lacks, wrong, send };
}

export function ApplyPage(props: { why: Why }) {
  const t = useTexts();
  const { form, fill, busy, said, wrong, send } = useForm(props.why);
  const field = (name: Name) => <Field name={name} form={form} fill={fill} wrong={wrong.includes(name)} />;
  const title = { apply: t.apply, family: t.applyFamily, lost: t.lostPhone }[props.why];
  const what = { apply: "", family: t.applyFamilyWhat, lost: t.lostPhoneWhat }[props.why];
  return (
    <main class="apply">
      <h1>{title}</h1>
      {what && <p>{what}</p>}
      <form novalidate onSubmit={(event) => void send(event)}>
        {field("name")}
        <IdType form={form} fill={fill} />
        {field("id_number")}
        {field("unit")}
        {field("room")}
        {field("claim")}
        <p class="hint">{t.claimWhat}</p>
        {field("phone")}
        {linked("area") ? <p class="hint">{t.area + t.colon}<bdi translate={false}>{form.area}</bdi></p> : null}
        <p role="alert" class={said ? "warning" : ""}>{said}</p>
        <button class="large" type="submit" disabled={busy}>{busy ? t.sending : t.send}</button>
      </form>
      <details>
        <summary>{t.whatIsKept}</summary>
        <p>{t.whatIsKeptWhat}</p>
      </details>
    </main>
  );
}
