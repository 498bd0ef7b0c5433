// SPDX-License-Identifier: Apache-2.0
// Objecting to a restraint: the reasons, then how the appeal stands and when it has to be answered.
import { useState } from "preact/hooks";
import { Appeal, Held, Restraint } from "../shared/holder_api";
import { dateText, useTexts } from "./language";
import { usePhone } from "./phone";
import { nothing, problemOf, useSaid } from "./said";
import * as server from "./server";

export function AppealState(props: { appeal: Appeal }) {
  const t = useTexts();
  const { state, due_at, answer } = props.appeal;
  const waits = state === "open" || state === "escalated";
  return (
    <>
      <span>{t.appealStates[state] ?? state}</span>
      {waits && <span>{t.appealDue(dateText(due_at))}</span>}
      {answer && <span><bdi>{answer}</bdi></span>}
    </>
  );
}

/** What is to be read before it is sent, whether it is being sent, and how it is. */
function useSending(pass: Held, field: string, done: () => void) {
  const { pair } = usePhone();
  const [said, say] = useSaid();
  const [busy, work] = useState(false);
  const send = async (words: string) => {
    if (!pair || !words.trim()) return say((t) => t.missing + t.appealWords);
    work(true);
    const answer = await server.appeal(pair, { area: pass.area, index: pass.index, field, words });
    work(false);
    if (answer.body) return done();
    say(problemOf(answer));
  };
  return { said, busy, send: (words: string) => void send(words), forget: () => say(nothing) };
}

export function AppealForm(props: { pass: Held; restraint: Restraint; done: () => void }) {
  const t = useTexts();
  const [open, unfold] = useState(false);
  const [words, write] = useState("");
  const { said, busy, send, forget } = useSending(props.pass, props.restraint.field, props.done);
  if (!open) return <button class="plain" onClick={() => unfold(true)}>{t.appeal}</button>;
  return (
    <form novalidate onSubmit={(event) => (event.preventDefault(), send(words))}>
      <label>
        <span>{t.appealWords}</span>
        <textarea id="appeal-words" rows={4} maxLength={160} value={words} onInput={(e) => (forget(), write(e.currentTarget.value))} />
      </label>
      <p role="alert" class={said ? "warning" : ""}>{said}</p>
      <button type="submit" disabled={busy}>{busy ? t.sending : t.appealSend}</button>
    </form>
  );
}
