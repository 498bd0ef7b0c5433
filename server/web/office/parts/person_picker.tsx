// SPDX-License-Identifier: Apache-2.0
// Somebody of the roster, found by anything: name, pinyin initials, room, telephone, number.
import { useState } from "preact/hooks";
import { Resident, Residents } from "../api";
import { useDesk } from "../desk";
import { refusal, useTexts } from "../language";
import { call } from "../server";
import { Field } from "./controls";

const SHOWN = 8;

export function personText(one: Resident): string {
  return `${one.name} ${one.unit} ${one.tail}`;
}

export function PersonPicker(props: { id: string; label: string; start: string; picked: Resident | null; pick: (one: Resident | null) => void }) {
  const t = useTexts();
  const { language } = useDesk();
  const [words, setWords] = useState(props.start);
  const [found, setFound] = useState<Resident[] | null>(null);
  const [wrong, setWrong] = useState("");
  const look = async () => {
    const answer = await call<Residents>("POST", "/v1/residents/search", { json: { part: words.trim(), limit: SHOWN } });
    setFound(answer.body?.residents ?? null);
    setWrong(answer.body ? "" : refusal(t, answer.status, answer.problem, language));
  };
  if (props.picked)
    return (
      <p>{props.label}{t.colon}<strong>{personText(props.picked)}</strong>{" "}
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
        {found?.map((one) => <li key={one.index}><button type="button" class="plain" onClick={() => props.pick(one)}>{personText(one)}</button></li>)}
      </ul>
    </div>
  );
}
