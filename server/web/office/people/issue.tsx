// SPDX-License-Identifier: Apache-2.0
// A pass is issued, or issued again because it was lost: on paper at once, or on a phone by a code.
import { useState } from "preact/hooks";
import { Answer, onceKey } from "../../shared/http";
import { Claim, Claims, Issued, Pass } from "../api";
import { timeText, useRefusal, useTexts } from "../language";
import { Choice, Field, Form, Modal } from "../parts/controls";
import { PrintCards } from "../parts/print_cards";
import { QrCard } from "../parts/qr_card";
import { call } from "../server";

export interface Whom {
  area: string;
  index: number;
  name: string;
}

/** once: nothing more is issued by it, whether it has to be asked again or nobody knows whether it was done. */
export const issueTo = (whom: Whom, json: { role?: string; reissue?: boolean; evidence?: string }, once: string): Promise<Answer<Issued>> =>
  call<Issued>("POST", `/v1/residents/${whom.area}/${whom.index}/passes`, { json, headers: { "Idempotency-Key": once } });

interface Props {
  whom: Whom;
  close: () => void;
  done: () => void;
}

function Shown(props: { pass: Pass; close: () => void }) {
  const t = useTexts();
  return (
    <>
      <p class="done" role="status">{t.issued}</p>
      <QrCard pass={props.pass} />
      <div class="buttons">
        <PrintCards passes={[props.pass]} />
        <button class="plain" onClick={props.close}>{t.close}</button>
      </div>
    </>
  );
}

export function IssueModal(props: Props) {
  const t = useTexts();
  const why = useRefusal();
  const [role, setRole] = useState("");
  const [pass, show] = useState<Pass | null>(null);
  const [once] = useState(onceKey);
  const run = async () => {
    const answer = await issueTo(props.whom, role ? { role } : {}, once);
    if (!answer.body) return why(answer);
    show(answer.body.passes[0]);
    props.done();
    return "";
  };
  return (
    <Modal id="issuing" title={t.issueTo(props.whom.name)} close={props.close}>
      {pass ? <Shown pass={pass} close={props.close} /> : (
        <Form id="issue" submit={t.issue} run={run} missing={[]} cancel={props.close}>
          <Choice id="role" label={t.role} value={role} onValue={setRole} none={t.roleOfRoster} of={Object.entries(t.roles)} />
        </Form>
      )}
    </Modal>
  );
}

function Code(props: { claim: Claim; close: () => void }) {
  const t = useTexts();
  return (
    <>
      <p class="done" role="status">{t.codeMade}</p>
      <p class="code">{props.claim.code}</p>
      <p>{t.codeHow(timeText(props.claim.until))}</p>
      <div class="buttons"><button onClick={props.close}>{t.close}</button></div>
    </>
  );
}

/** What was lost decides: a phone gets a code to claim by, paper is printed anew; the old one ends. */
export function LostModal(props: Props) {
  const t = useTexts();
  const why = useRefusal();
  const [what, setWhat] = useState("phone");
  const [evidence, setEvidence] = useState("");
  const [pass, show] = useState<Pass | null>(null);
  const [claim, tell] = useState<Claim | null>(null);
  const [once] = useState(onceKey);
  const run = async () => {
    if (what === "phone") {
      const { area, index } = props.whom;
      const made = await call<Claims>("POST", "/v1/claims", { json: { area, index } });
      tell(made.body?.claims[0] ?? null);
      return why(made);
    }
    const made = await issueTo(props.whom, { reissue: true, evidence }, once);
    show(made.body?.passes[0] ?? null);
    props.done();
    return why(made);
  };
  return (
    <Modal id="losing" title={t.lostBy(props.whom.name)} close={props.close}>
      {pass ? <Shown pass={pass} close={props.close} /> : claim ? <Code claim={claim} close={props.close} /> : (
        <Form id="lost" submit={t.goOn} run={run} missing={what === "card" ? [[t.lostChecked, evidence]] : []} cancel={props.close}>
          <fieldset>
            <legend>{t.whatWasLost}</legend>
            {(["phone", "card"] as const).map((one) => (
              <label key={one} class="radio">
                <input type="radio" name="what" value={one} checked={what === one} onChange={() => setWhat(one)} /> {t.lostWhat[one]}
              </label>
            ))}
          </fieldset>
          {what === "card" && <Field id="lost-evidence" label={t.lostChecked} value={evidence} onValue={setEvidence} hint={t.lostCheckedHint} />}
        </Form>
      )}
    </Modal>
  );
}
