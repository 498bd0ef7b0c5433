// SPDX-License-Identifier: Apache-2.0
// The second hand: the password once more for yes, words for no.
import { useState } from "preact/hooks";
import { Request } from "../api";
import { say, useDesk } from "../desk";
import { refusal, useTexts } from "../language";
import { Field, Form } from "../parts/controls";
import { call } from "../server";
import { useWhyNot } from "./what";

interface Props {
  one: Request;
  done: () => void;
}

function useDecide(props: Props) {
  const t = useTexts();
  const { language } = useDesk();
  return async (json: object, outcome: string): Promise<string> => {
    const path = `/v1/requests/${props.one.area}/${props.one.id}/decisions`;
    const answer = await call<{ request: Request }>("POST", path, { json, once: "password" in json });
    if (!answer.body) return refusal(t, answer.status, answer.problem, language);
    say(t.outcomes[outcome]);
    props.done();
    return "";
  };
}

function Second(props: Props & { other: () => void }) {
  const t = useTexts();
  const [password, setPassword] = useState("");
  const decide = useDecide(props);
  const run = async () => {
    const why = await decide({ decision: "second", hash: props.one.hash, password }, "done");
    setPassword("");
    return why;
  };
  return (
    <Form id="second" submit={t.second} run={run} missing={[[t.password, password]]}
          other={<button type="button" class="plain" id="refuse" onClick={props.other}>{t.refuse}</button>}>
      <Field id="second-password" label={t.passwordAgain} value={password} onValue={setPassword} type="password" complete="current-password" hint={t.secondHint} />
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

export function Decide(props: Props) {
  const t = useTexts();
  const { who } = useDesk();
  const [refusing, refuse] = useState(false);
  const decide = useDecide(props);
  const whyNot = useWhyNot(props.one);
  const mine = who?.login === props.one.asked_by;
  if (refusing) return <Refuse {...props} other={() => refuse(false)} />;
  if (!whyNot) return <Second {...props} other={() => refuse(true)} />;
  return (
    <>
      <p class="hint">{whyNot}</p>
      {mine && (
        <Form id="withdraw" submit={t.withdraw} run={() => decide({ decision: "withdraw" }, "withdrawn")} missing={[]}>{null}</Form>
      )}
    </>
  );
}
