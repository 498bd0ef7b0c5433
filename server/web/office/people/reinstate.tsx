// SPDX-License-Identifier: Apache-2.0
// A suspension is ended by one person, with words.
import { useState } from "preact/hooks";
import { say, useDesk } from "../desk";
import { refusal, useTexts } from "../language";
import { Field, Form, Modal } from "../parts/controls";
import { call } from "../server";
import { Whom } from "./issue";

export function ReinstateModal(props: { whom: Whom; close: () => void; done: () => void }) {
  const t = useTexts();
  const { language } = useDesk();
  const [reason, setReason] = useState("");
  const run = async () => {
    const { area, index } = props.whom;
    const answer = await call("PUT", `/v1/residents/${area}/${index}/state`, { json: { state: "active", reason } });
    if (answer.status !== 200) return refusal(t, answer.status, answer.problem, language);
    say(t.reinstated);
    props.done();
    props.close();
    return "";
  };
  return (
    <Modal id="reinstating" title={t.reinstateWhom(props.whom.name)} close={props.close}>
      <Form id="reinstate" submit={t.reinstate} run={run} missing={[[t.why, reason]]} cancel={props.close}>
        <Field id="reinstate-why" label={t.why} value={reason} onValue={setReason} lines={2} focus />
      </Form>
    </Modal>
  );
}
