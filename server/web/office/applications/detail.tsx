// SPDX-License-Identifier: Apache-2.0
// One application beside the roster, what differs marked, and the two answers.
import { useState } from "preact/hooks";
import { Application, Resident } from "../api";
import { timeText, useBoth, useTexts } from "../language";
import { Field, Form, Modal } from "../parts/controls";
import { PersonPicker } from "../parts/person_picker";
import { isPlain, Settled, Verdict } from "./decisions";

const COMPARED = ["name", "tail", "unit", "room"] as const;

function Compared(props: { asked: Application }) {
  const t = useTexts();
  const { asked } = props;
  return (
    <table class="compared">
      <caption class="heard">{t.comparedWith}</caption>
      <thead><tr><td /><th scope="col">{t.asked}</th><th scope="col">{t.roster}</th></tr></thead>
      <tbody>
        {COMPARED.map((what) => {
          const differs = !!asked.roster && asked.differs.some((one) => one.what === what);
          return (
            <tr key={what} class={differs ? "differs" : ""}>
              <th scope="row">{t.fields[what]}</th>
              <td>{asked[what]}</td>
              <td>{asked.roster ? asked.roster[what] : "—"}{differs && <strong> ≠ {t.differs}</strong>}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Differences(props: { asked: Application }) {
  const both = useBoth();
  return (
    <ul class="differences">
      {props.asked.differs.map((one) => <li key={one.what}>{both(one.zh, one.en)}</li>)}
    </ul>
  );
}

/** Who is approved in spite of a difference was checked, and it is written down how. */
function CareForm(props: { asked: Application; decide: (verdict: Verdict) => void; refuse: () => void }) {
  const t = useTexts();
  const [words, setWords] = useState("");
  const [meant, setMeant] = useState<Resident | null>(null);
  const { asked } = props;
  const missing: [string, string][] = [[t.howChecked, words]];
  if (!asked.roster) missing.unshift([t.whoIsMeant, meant ? meant.name : ""]);
  const run = async () => {
    props.decide({ decision: "approve", words, ...(meant ? { index: meant.index } : {}) });
    return "";
  };
  return (
    <Form id="care" submit={t.approve} run={run} missing={missing}
          other={<button type="button" class="plain" onClick={props.refuse}>{t.refuse}</button>}>
      {!asked.roster && <PersonPicker id="meant" label={t.whoIsMeant} start={asked.name} picked={meant} pick={setMeant} />}
      <Field id="checked" label={t.howChecked} value={words} onValue={setWords} hint={t.howCheckedHint} />
    </Form>
  );
}

interface DetailProps {
  asked: Application;
  settled?: Settled;
  decide: (verdict: Verdict) => void;
  approve: () => void;
  refuse: () => void;
}

export function Detail(props: DetailProps) {
  const t = useTexts();
  const { asked, settled } = props;
  const open = asked.state === "waiting" && (!settled || settled.state === "failed");
  return (
    <section class="detail" aria-labelledby="detail-title">
      <h2 id="detail-title">{asked.name}</h2>
      <p class="hint">
        {t.number(asked.id)}{t.dash}{timeText(asked.asked_at)}{t.dash}{t.relations[asked.relation]}
        {asked.phone && <>{t.dash}{t.fields.phone} {asked.phone}</>}
      </p>
      <Compared asked={asked} />
      <Differences asked={asked} />
      {settled?.state === "failed" && <p class="warning" role="alert">{settled.why}</p>}
      {asked.decided_at && <p>{t.decidedBy(asked.decided_by || t.theRule, timeText(asked.decided_at))}{t.colon}{asked.words}</p>}
      {open && (isPlain(asked) ? (
        <div class="buttons">
          <button id="approve" onClick={props.approve}>{t.approve}<kbd aria-hidden="true">A</kbd></button>
          <button id="refuse" class="plain" onClick={props.refuse}>{t.refuse}<kbd aria-hidden="true">R</kbd></button>
        </div>
      ) : <CareForm key={asked.id} asked={asked} decide={props.decide} refuse={props.refuse} />)}
    </section>
  );
}

/** Who is refused reads why. */
export function RefuseModal(props: { name: string; close: () => void; refuse: (words: string) => void }) {
  const t = useTexts();
  const [words, setWords] = useState("");
  const run = async () => {
    props.refuse(words);
    props.close();
    return "";
  };
  return (
    <Modal id="refusing" title={t.refuseWhom(props.name)} close={props.close}>
      <Form id="refusal" submit={t.refuse} run={run} missing={[[t.why, words]]} cancel={props.close} danger>
        <Field id="why" label={t.why} value={words} onValue={setWords} hint={t.whyHint} lines={3} focus />
        <div class="phrases" role="group" aria-label={t.phrasesLabel}>
          {t.phrases.map((phrase) => <button key={phrase} type="button" class="plain" onClick={() => setWords(phrase)}>{phrase}</button>)}
        </div>
      </Form>
    </Modal>
  );
}
