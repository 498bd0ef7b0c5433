// SPDX-License-Identifier: Apache-2.0
// Somebody of the roster, found by anything: name, pinyin initials, room, telephone, number.
import { useState } from "preact/hooks";
import { Resident, Residents } from "../api";
import { tailOf, useTexts } from "../language";
import { Texts } from "../zh";
import { Field } from "./controls";
import { useSend } from "./send";

const SHOWN = 8;

const personText = (t: Texts, one: Resident): string => `${one.name} ${one.unit} ${tailOf(t, one.tail)}`;

export function PersonPicker(props: { id: string; label: string; start: string; picked: Resident | null; pick: (one: Resident | null) => void }) {
  const t = useTexts();
  const send = useSend();
  const [words, setWords] = useState(props.start);
  const [found, setFound] = useState<Resident[] | null>(null);
  const [wrong, setWrong] = useState("");
  const look = async () => {
    setFound(null);
    setWrong(await send<Residents>("POST", "/v1/residents/search", { json: { part: words.trim(), limit: SHOWN } }, (body) => setFound(body.residents)));
  };
  if (props.picked)
    return (
      <p>{props.label}{t.colon}<strong>{personText(t, props.picked)}</strong>{" "}
        <button type="button" class="plain" onClick={() => props.pick(null)}>{t.another}</button></p>
    );
  const enter = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    void look();
  };
  return (
    <div class="picker" onKeyDown={enter}>
      <Field id={props.id} label={props.label} value={words} onValue={setWords} hint={t.searchHint} type="search" />
      <button type="button" class="plain" onClick={() => void look()}>{t.search}</button>
      <div role="status">{wrong || (found && !found.length && t.nobodyFound)}</div>
      <ul>
        {found?.map((one) => <li key={one.index}><button type="button" class="plain" onClick={() => props.pick(one)}>{personText(t, one)}</button></li>)}
      </ul>
    </div>
  );
}
