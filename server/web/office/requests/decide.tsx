// SPDX-License-Identifier: Apache-2.0
// The second hand: the password once more for yes, words for no.
import { useState } from "preact/hooks";
import { Request } from "../api";
import { say, useDesk } from "../desk";
import { useTexts } from "../language";
import { Field, Form } from "../parts/controls";
import { useSend } from "../parts/send";
import { outcomeOf, useWhyNot } from "./what";

interface Undone {
  removed: number;
  revoked: number;
  restored: number;
  left: boolean;
}

interface Props {
  one: Request;
  done: () => void;
}

function useDecide(props: Props) {
  const t = useTexts();
  const send = useSend();
  const path = `/v1/requests/${props.one.area}/${props.one.id}/decisions`;
  return (json: object, outcome: string): Promise<string> =>
    send<{ undone?: Undone }>("POST", path, { json, once: "password" in json }, ({ undone }) => {
      say(undone ? t.founding.undone(undone.removed, undone.revoked, undone.restored) + (undone.left ? t.founding.more : "") : outcomeOf(t, { ...props.one, outcome }));
      props.done();
    });
}

function Second(props: Props & { other: () => void }) {
  const t = useTexts();
  const [password, setPassword] = useState("");
  const decide = useDecide(props);
  const { founding } = props.one;
  const run = async () => {
    const why = await decide({ decision: "second", hash: props.one.hash, password }, "done");
    setPassword("");
    return why;
  };
  return (
    <Form id="second" submit={founding ? t.founding.confirm : t.second} run={run} missing={[[t.password, password]]}
          other={<button type="button" class="plain" id="refuse" onClick={props.other}>{founding ? t.founding.undo : t.refuse}</button>}>
      <Field id="second-password" label={t.passwordAgain} value={password} onValue={setPassword} type="password" complete="current-password" hint={founding ? t.founding.confirmHint : t.secondHint} />
    </Form>
  );
}

function Refuse(props: Props & { other: () => void }) {
  const t = useTexts();
  const [words, setWords] = useState("");
  const decide = useDecide(props);
  return (
    <Form id="refusal" submit={t.refuse} run={() => decide({ decision: "refuse", words }, "refused")} missing={[[t.why, words]]} cancel={props.other} danger>
      <Field id="why" label={t.why} value={words} onValue={setWords} hint={t.whyRefusedHint} lines={3} focus />
    </Form>
  );
}

/** It was done already, so a refusal undoes it and is signed as well. */
function Undo(props: Props & { other: () => void }) {
  const t = useTexts();
  const [words, setWords] = useState("");
  const [password, setPassword] = useState("");
  const decide = useDecide(props);
  const run = async () => {
    const why = await decide({ decision: "refuse", hash: props.one.hash, password, words }, "refused");
    setPassword("");
    return why;
  };
  return (
    <Form id="refusal" submit={t.founding.undoIt} run={run} missing={[[t.why, words], [t.password, password]]} cancel={props.other} danger>
      <p>{t.founding.undoHint}</p>
      <Field id="why" label={t.why} value={words} onValue={setWords} hint={t.founding.whyHint} lines={3} focus />
      <Field id="second-password" label={t.passwordAgain} value={password} onValue={setPassword} type="password" complete="current-password" />
    </Form>
  );
}

export function Decide(props: Props) {
  const t = useTexts();
  const { who } = useDesk();
  const [refusing, refuse] = useState(false);
  const decide = useDecide(props);
  const whyNot = useWhyNot(props.one);
  const mine = who?.login === props.one.asked_by;
  if (refusing && props.one.founding) return <Undo {...props} other={() => refuse(false)} />;
  if (refusing) return <Refuse {...props} other={() => refuse(false)} />;
  if (!whyNot) return <Second {...props} other={() => refuse(true)} />;
  return (
    <>
      <p class="hint">{whyNot}</p>
      {mine && !props.one.founding && (
        <Form id="withdraw" submit={t.withdraw} run={() => decide({ decision: "withdraw" }, "withdrawn")} missing={[]}>{null}</Form>
      )}
    </>
  );
}
