// SPDX-License-Identifier: Apache-2.0
import { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Asked } from "../asked";
import { useRefusal, useTexts } from "../language";

export interface FieldProps {
  id: string;
  label: string;
  value: string;
  onValue: (value: string) => void;
  hint?: string;
  type?: "text" | "password" | "search" | "date";
  complete?: string;
  readOnly?: boolean;
  focus?: boolean; // when it appears
  lines?: number; // more than one
  of?: string[]; // that are offered; others may be typed
}

export function Field(props: FieldProps) {
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  useEffect(() => void (props.focus && field.current?.focus()), []);
  const hint = props.hint ? props.id + "-hint" : undefined;
  const same = {
    id: props.id, ref: field, value: props.value, readOnly: props.readOnly, "aria-describedby": hint, list: props.of?.length ? props.id + "-of" : undefined,
    onInput: (event: { currentTarget: { value: string } }) => props.onValue(event.currentTarget.value),
  };
  return (
    <label class="field" for={props.id}>
      <span>{props.label}</span>
      {props.lines ? <textarea rows={props.lines} {...same} /> : (
        <input type={(props.type ?? "text") as "text"} autocomplete={props.complete ?? "off"} {...same} />
      )}
      {props.hint && <small id={hint}>{props.hint}</small>}
      {!!props.of?.length && <datalist id={props.id + "-of"}>{props.of.map((one) => <option key={one} value={one} />)}</datalist>}
    </label>
  );
}

export function Check(props: { id: string; label: string; value: boolean; onValue: (value: boolean) => void }) {
  return (
    <label class="radio" for={props.id}>
      <input id={props.id} type="checkbox" checked={props.value} onChange={(event) => props.onValue(event.currentTarget.checked)} /> {props.label}
    </label>
  );
}

export function Choice(props: { id: string; label: string; value: string; onValue: (value: string) => void; of: [string, string][]; none?: string }) {
  return (
    <label class="field" for={props.id}>
      <span>{props.label}</span>
      <select id={props.id} value={props.value} onChange={(event) => props.onValue(event.currentTarget.value)}>
        {props.none !== undefined && <option value="">{props.none}</option>}
        {props.of.map(([value, text]) => <option key={value} value={value}>{text}</option>)}
      </select>
    </label>
  );
}

interface FormProps {
  id: string;
  submit: string;
  run: () => Promise<string>; // "": done; else why not
  missing: [string, string][]; // what has to be filled in: label and value
  children: ComponentChildren;
  cancel?: () => void;
  danger?: boolean;
  other?: ComponentChildren; // buttons beside those
}

/** Enter sends it; what is missing, or wrong, stands above the button and is read aloud. */
export function Form(props: FormProps) {
  const t = useTexts();
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    const missing = props.missing.filter(([, value]) => !value.trim()).map(([label]) => label);
    if (missing.length) return setWrong(t.missing + missing.join(t.comma));
    setBusy(true);
    setWrong("");
    const why = await props.run();
    setBusy(false);
    setWrong(why);
  };
  return (
    <form id={props.id} onSubmit={submit} novalidate>
      {props.children}
      <Wrong words={wrong} />
      <div class="buttons">
        <button type="submit" class={props.danger ? "danger" : ""} aria-disabled={busy}>{busy ? t.working : props.submit}</button>
        {props.other}
        {props.cancel && <button type="button" class="plain" onClick={props.cancel}>{t.cancel}</button>}
      </div>
    </form>
  );
}

/** Of what a page has asked for; nothing while the answer is on its way. */
export function Refused(props: { of: Omit<Asked<unknown>, "again"> }) {
  const why = useRefusal();
  return props.of.status ? <Wrong words={why(props.of)} /> : null;
}

export const Wrong = (props: { words: string }) => (
  <div role="alert">{props.words && <p class="warning">{props.words}</p>}</div>
);

/** The rest of the page lies still. covers: and is not seen. */
export function Modal(props: { id: string; title: string; close?: () => void; covers?: boolean; children: ComponentChildren }) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const from = document.activeElement;
    box.current?.showModal();
    return () => from instanceof HTMLElement && from.isConnected && from.focus();
  }, []);
  const cancel = (event: Event) => {
    event.preventDefault();
    props.close?.();
  };
  return (
    <dialog id={props.id} ref={box} class={props.covers ? "covers" : ""} aria-labelledby={props.id + "-title"} onCancel={cancel}>
      <h2 id={props.id + "-title"}>{props.title}</h2>
      {props.children}
    </dialog>
  );
}
