// SPDX-License-Identifier: Apache-2.0
// What an administrator asks for: one more account or body, an account's end; a person of another body
// seconds it. And the code by which somebody gives themselves a password.
import { useState } from "preact/hooks";
import { Account, Body } from "../api";
import { bodyText, useTexts } from "../language";
import { Check, Choice, Field, Form, Modal } from "../parts/controls";
import { useSend } from "../parts/send";

interface Props {
  close: () => void;
  done: () => void; // it waits for a second person
}

export function BodyModal(props: Props) {
  const t = useTexts(), own = t.accounts;
  const send = useSend();
  const [json, fill] = useState({ id: "", name: "", kind: "" });
  const set = (name: keyof typeof json) => (value: string) => fill({ ...json, [name]: value });
  return (
    <Modal id="new-body" title={own.addBody} close={props.close}>
      <Form id="ask-body" submit={t.ask} run={() => send("POST", "/v1/bodies", { json }, props.done)} cancel={props.close}
            missing={[[own.kind, json.kind], [own.name, json.name], [own.id, json.id]]}>
        <Choice id="body-kind" label={own.kind} value={json.kind} onValue={set("kind")} none={t.choose} of={Object.entries(t.kinds)} />
        <Field id="body-name" label={own.name} value={json.name} onValue={set("name")} />
        <Field id="body-id" label={own.id} value={json.id} onValue={set("id")} hint={own.idHint} />
      </Form>
    </Modal>
  );
}

export function AccountModal(props: Props & { bodies: Body[] }) {
  const t = useTexts(), own = t.accounts;
  const send = useSend();
  const [typed, fill] = useState({ login: "", body: "", id_number: "" });
  const [roles, give] = useState<string[]>([]);
  const set = (name: keyof typeof typed) => (value: string) => fill({ ...typed, [name]: value });
  const names = Object.entries(t.officeRoles);
  return (
    <Modal id="new-account" title={own.add} close={props.close}>
      <Form id="ask-account" submit={t.ask} run={() => send("POST", "/v1/accounts", { json: { ...typed, roles } }, props.done)} cancel={props.close}
            missing={[[t.login, typed.login], [t.body, typed.body], [own.roles, roles.join()], [own.number, typed.id_number]]}>
        <Field id="account-login" label={t.login} value={typed.login} onValue={set("login")} hint={own.idHint} />
        <Choice id="account-body" label={t.body} value={typed.body} onValue={set("body")} none={t.choose} of={props.bodies.map((one) => [one.id, bodyText(t, one.name)])} />
        <fieldset>
          <legend>{own.roles}</legend>
          {names.map(([role, name]) => (
            <Check key={role} id={"role-" + role} label={name + t.colon + own.may[role]} value={roles.includes(role)}
                   onValue={(on) => give(names.map(([one]) => one).filter((one) => (one === role ? on : roles.includes(one))))} />
          ))}
        </fieldset>
        <Field id="account-id_number" label={own.number} value={typed.id_number} onValue={set("id_number")} hint={own.documentHint} />
      </Form>
    </Modal>
  );
}

export function EndModal(props: Props & { one: Account }) {
  const t = useTexts(), own = t.accounts;
  const send = useSend();
  const path = "/v1/accounts/" + encodeURIComponent(props.one.login);
  return (
    <Modal id="ending-account" title={own.endOf(props.one.login)} close={props.close}>
      <Form id="end-account" submit={t.ask} run={() => send("DELETE", path, {}, props.done)} missing={[]} cancel={props.close} danger>
        <p>{own.endWhat}</p>
      </Form>
    </Modal>
  );
}

interface Code {
  code: string;
  days: number;
}

export function CodeModal(props: { one: Account; close: () => void }) {
  const t = useTexts(), own = t.accounts;
  const send = useSend();
  const [made, show] = useState<Code | null>(null);
  const path = `/v1/accounts/${encodeURIComponent(props.one.login)}/codes`;
  return (
    <Modal id="account-code" title={own.codeOf(props.one.login)} close={props.close}>
      {made ? (
        <>
          <p class="done" role="status">{t.codeMade}</p>
          <p class="code">{made.code}</p>
          <p>{own.codeHow(made.days)}</p>
          <div class="buttons"><button onClick={props.close}>{t.close}</button></div>
        </>
      ) : (
        <Form id="make-code" submit={own.code} run={() => send("POST", path, {}, show)} missing={[]} cancel={props.close}>
          <p>{own.codeWhat}</p>
        </Form>
      )}
    </Modal>
  );
}
