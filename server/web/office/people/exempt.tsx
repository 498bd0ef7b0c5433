// SPDX-License-Identifier: Apache-2.0
// From what somebody is exempt: what is ticked more holds at once, what is ticked no more waits for a
// person of another body.
import { useState } from "preact/hooks";
import { Exempt, Exemptions } from "../api";
import { say } from "../desk";
import { useTexts } from "../language";
import { Check, Field, Form, Modal } from "../parts/controls";
import { useSend } from "../parts/send";
import { Whom } from "./issue";
import { EXEMPT } from "./texts";

export function ExemptModal(props: { whom: Whom; exempt: Exempt[]; close: () => void; done: () => void }) {
  const t = useTexts();
  const send = useSend();
  const [ticked, tick] = useState(props.exempt);
  const [evidence, setEvidence] = useState("");
  const [reason, setReason] = useState("");
  const goes = props.exempt.filter((one) => !ticked.includes(one));
  const changed = goes.length > 0 || ticked.length > props.exempt.length;
  const { area, index } = props.whom;
  const json = { exempt: ticked, evidence, reason };
  const done = ({ request }: Exemptions) => {
    say(request ? t.waitsForSecond : t.doneAtOnce);
    props.done();
    props.close();
  };
  return (
    <Modal id="exempting" title={t.exempt.whom(props.whom.name)} close={props.close}>
      <p class="hint">{t.exempt.how}</p>
      <Form id="exempt" submit={goes.length ? t.ask : t.doIt} run={() => send("PUT", `/v1/residents/${area}/${index}/exemptions`, { json }, done)} cancel={props.close}
            missing={[[t.exempt.what, changed ? "1" : ""], [t.evidence, evidence], ...(goes.length ? [[t.why, reason] as [string, string]] : [])]}>
        <fieldset>
          <legend>{t.exempt.what}</legend>
          {EXEMPT.map((one) => (
            <Check key={one} id={"exempt-" + one} label={t.exempt.of[one]} value={ticked.includes(one)}
                   onValue={(on) => tick(EXEMPT.filter((other) => (other === one ? on : ticked.includes(other))))} />
          ))}
        </fieldset>
        {goes.length > 0 && <p class="hint">{t.exempt.goes}</p>}
        <Field id="exempt-evidence" label={t.evidence} value={evidence} onValue={setEvidence} hint={t.exempt.evidenceHint} />
        {goes.length > 0 && <Field id="exempt-why" label={t.why} value={reason} onValue={setReason} lines={2} />}
      </Form>
    </Modal>
  );
}
