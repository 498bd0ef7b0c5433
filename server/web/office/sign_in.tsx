// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from "preact/hooks";
import { signIn, signOut } from "./server";
import { setLanguage, useDesk, Who } from "./desk";
import { useRefusal, useTexts } from "./language";
import { Field, Form, Modal } from "./parts/controls";
import { useSend } from "./parts/send";

export function LanguageButton() {
  const t = useTexts();
  const other = useDesk().language === "zh" ? "en" : "zh";
  return (
    <button class="plain" id="language" lang={other === "en" ? "en" : "zh-CN"} aria-label={t.languageLabel} onClick={() => setLanguage(other)}>
      {t.language}
    </button>
  );
}

function SignInForm(props: { login?: string }) {
  const t = useTexts();
  const why = useRefusal();
  const [login, setLogin] = useState(props.login ?? "");
  const [password, setPassword] = useState("");
  const go = async () => {
    const answer = await signIn(login.trim(), password);
    if (!answer.body) setPassword("");
    return why(answer);
  };
  return (
    <Form id="sign-in" submit={t.signIn} run={go} missing={[[t.login, login], [t.password, password]]}>
      <Field id="login" label={t.login} value={login} onValue={setLogin} complete="username" readOnly={!!props.login} />
      <Field id="password" label={t.password} value={password} onValue={setPassword} type="password" complete="current-password" focus={!!props.login} />
    </Form>
  );
}

/** The first time: the code on the sheet makes a password. */
function ActivateForm(props: { done: () => void }) {
  const t = useTexts();
  const send = useSend();
  const [login, setLogin] = useState("");
  const [code, setCode] = useState("");
  const [password, setPassword] = useState("");
  const json = { login: login.trim(), code, password };
  return (
    <Form id="activate" submit={t.activate} run={() => send("POST", "/v1/accounts/activations", { json, once: true }, props.done)} missing={[[t.login, login], [t.code, code], [t.newPassword, password]]}>
      <Field id="login" label={t.login} value={login} onValue={setLogin} complete="username" />
      <Field id="code" label={t.code} value={code} onValue={setCode} hint={t.codeHint} />
      <Field id="password" label={t.newPassword} value={password} onValue={setPassword} type="password" complete="new-password" hint={t.newPasswordHint} />
    </Form>
  );
}

export function SignInPage() {
  const t = useTexts();
  const [first, setFirst] = useState(false);
  const [made, setMade] = useState(false);
  return (
    <>
      <header class="top"><span class="title">{t.title}</span><LanguageButton /></header>
      <main class="narrow">
        <h1>{first ? t.firstTime : t.signIn}</h1>
        {made && !first && <p class="done" role="status">{t.activated}</p>}
        {first ? <ActivateForm done={() => (setMade(true), setFirst(false))} /> : <SignInForm />}
        <button class="plain" id="first" onClick={() => setFirst(!first)}>{first ? t.signInInstead : t.firstTime}</button>
      </main>
    </>
  );
}

/** Over the page that waits: what was typed there stays. Nobody reads it meanwhile. */
export function Ended(props: { who: Who }) {
  const t = useTexts();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => void box.current?.querySelector<HTMLInputElement>("#password")?.focus(), []);
  return (
    <Modal id="ended" title={t.ended} covers>
      <div ref={box}>
        <p>{t.endedWhat}</p>
        <SignInForm login={props.who.login} />
        <button class="plain" onClick={() => void signOut()}>{t.signInAsAnother}</button>
      </div>
    </Modal>
  );
}
