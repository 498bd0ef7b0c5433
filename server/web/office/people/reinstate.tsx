// SPDX-License-Identifier: Apache-2.0
// A suspension is ended by one person, with words.
import { useState } from "preact/hooks";
import { say } from "../desk";
import { useTexts } from "../language";
import { Field, Form, Modal } from "../parts/controls";
import { useSend } from "../parts/send";
import { Whom } from "./issue";

export function ReinstateModal(props: { whom: Whom; close: () => void; done: () => void }) {
  const t = useTexts();
  const send = useSend();
  const [reason, setReason] = useState("");
  const { area, index } = props.whom;
  const done = () => {
    say(t.reinstated);
    props.done();
    props.close();
  };
  return (
    <Modal id="reinstating" title={t.reinstateWhom(props.whom.name)} close={props.close}>
      <Form id="reinstate" submit={t.reinstate} run={() => send("PUT", `/v1/residents/${area}/${index}/state`, { json: { state: "active", reason } }, done)} missing={[[t.why, reason]]} cancel={props.close}>
        <Field id="reinstate-why" label={t.why} value={reason} onValue={setReason} lines={2} focus />
      </Form>
    </Modal>
  );
}
