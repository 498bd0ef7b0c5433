// SPDX-License-Identifier: Apache-2.0
// Certificates of the area, newest first; one is looked at beside the list, printed or withdrawn.
import { useState } from "preact/hooks";
import { useAsked } from "../asked";
import { say } from "../desk";
import { bodyText, dateText, timeText, useBoth, useTexts } from "../language";
import { Chosen } from "../parts/chosen";
import { Field, Form, Modal, Refused } from "../parts/controls";
import { useSend } from "../parts/send";
import { Certificate } from "./api";
import { MakeModal } from "./make";
import { Sheet, useCertificateTexts } from "./sheet";

const pathOf = (one: Certificate): string => `/v1/certificates/${one.area}/${one.serial}`;

function Withdraw(props: { one: Certificate; done: () => void }) {
  const t = useTexts();
  const own = useCertificateTexts();
  const [words, setWords] = useState("");
  const send = useSend();
  const done = () => {
    say(own.withdrawn);
    props.done();
  };
  return (
    <Form id="withdraw" submit={own.withdraw} run={() => send("POST", pathOf(props.one) + "/withdrawals", { json: { words } }, done)} missing={[[t.why, words]]} danger>
      <Field id="withdraw-words" label={t.why} value={words} onValue={setWords} hint={own.withdrawHint} />
    </Form>
  );
}

/** Opened to be printed: the server writes down that it was. */
function PrintModal(props: { one: Certificate; close: () => void }) {
  const t = useTexts();
  const own = useCertificateTexts();
  const asked = useAsked<{ certificate: Certificate }>(pathOf(props.one), true);
  return (
    <Modal id="printing" title={own.printed} close={props.close}>
      <Refused of={asked} />
      {asked.body && <Sheet one={asked.body.certificate} />}
      <div class="buttons">
        <button id="print" onClick={() => window.print()}>{t.print}</button>
        <button class="plain" onClick={props.close}>{t.close}</button>
      </div>
    </Modal>
  );
}

function Detail(props: { one: Certificate; done: () => void }) {
  const t = useTexts();
  const own = useCertificateTexts();
  const both = useBoth();
  const [printing, print] = useState(false);
  const { one } = props;
  return (
    <section class="detail" aria-labelledby="detail-title">
      <h2 id="detail-title">{one.name ?? t.numberOf(one.index)}{t.colon}{both(one.kind_zh, one.kind_en)}</h2>
      <p class="hint">{one.number}{t.dash}{own.states[one.state]}</p>
      <p>{own.issuedBy}{t.colon}{bodyText(t, one.body)}{one.authority !== one.body && t.dash + one.authority}</p>
      {one.detail && <p>{one.detail}</p>}
      <p>{own.validFrom(dateText(one.iat), dateText(one.exp))}</p>
      {one.withdrawn_at && <p class="look">{own.states.withdrawn}{t.dash}{bodyText(t, one.withdrawn_body)}{t.dash}{timeText(one.withdrawn_at)}{t.colon}{one.words}</p>}
      {one.state === "valid" && <p><button id="show" onClick={() => print(true)}>{own.printed}</button></p>}
      {one.state === "valid" && <Withdraw key={one.serial} one={one} done={props.done} />}
      {printing && <PrintModal one={one} close={() => print(false)} />}
    </section>
  );
}

export function CertificatesPage() {
  const t = useTexts();
  const own = useCertificateTexts();
  const both = useBoth();
  const asked = useAsked<{ certificates: Certificate[] }>("/v1/certificates");
  const [serial, choose] = useState(0);
  const [making, make] = useState(false);
  const list = asked.body?.certificates;
  return (
    <>
      <h1>{own.title}</h1>
      <div class="tools">
        <p class="hint">{own.what}</p>
        <button id="make-one" onClick={() => make(true)}>{own.make}</button>
        <button class="plain" onClick={asked.again}>{t.refresh}</button>
      </div>
      <Refused of={asked} />
      {list && !list.length && <p class="nothing">{own.none}</p>}
      {list && list.length > 0 && (
        <Chosen id="certificates" label={own.title} list={list} keyOf={(one) => one.serial} chosen={serial} choose={choose}
                row={(one) => <><span class="name">{one.name ?? t.numberOf(one.index)}</span><span>{both(one.kind_zh, one.kind_en)}</span>
                  <span class={one.state === "valid" ? "mark" : "mark late"}>{own.states[one.state]}</span></>}
                detail={(one) => <Detail key={one.serial} one={one} done={asked.again} />} />
      )}
      {making && <MakeModal close={() => make(false)} done={asked.again} />}
    </>
  );
}
