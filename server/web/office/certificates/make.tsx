// SPDX-License-Identifier: Apache-2.0
// A person and a kind; may it be issued, and what is missing; then it is issued, and printed.
import { useState } from "preact/hooks";
import { Resident } from "../api";
import { useBoth, useTexts } from "../language";
import { Choice, Field, Form, Modal } from "../parts/controls";
import { PersonPicker } from "../parts/person_picker";
import { useSend } from "../parts/send";
import { Certificate, KINDS, May } from "./api";
import { Sheet, useCertificateTexts } from "./sheet";

const LAST_S = 86399; // of a day

const endOf = (date: string): number => (date ? Date.parse(date + "T00:00:00+08:00") / 1000 + LAST_S : 0) || 0;

function Answer(props: { answer: May }) {
  const own = useCertificateTexts();
  const t = useTexts();
  const both = useBoth();
  const { may, missing, document } = props.answer;
  return (
    <div role="status" id="may">
      <p class={may === "yes" ? "good" : "look"}><strong>{own.mays[may]}</strong></p>
      <ul>{missing.map((one) => <li key={one.zh}>{both(one.zh, one.en)}</li>)}</ul>
      {document && <p class="hint">{own.by}{t.colon}{document}</p>}
    </div>
  );
}

interface Filled {
  kind: string;
  employer: string;
  authority: string;
  number: string;
  until: string;
}

const needs = (own: ReturnType<typeof useCertificateTexts>, form: Filled): [string, string][] =>
  form.kind === "work" ? [[own.employer, form.employer]]
  : form.kind === "forwarded" ? [[own.authority, form.authority], [own.number, form.number], [own.until, form.until]]
  : [];

/** What the clerk has to add; the sources say the rest. */
function Details(props: { form: Filled; fill: (part: Partial<Filled>) => void }) {
  const own = useCertificateTexts();
  const { form, fill } = props;
  if (form.kind === "work")
    return <Field id="employer" label={own.employer} value={form.employer} onValue={(employer) => fill({ employer })} />;
  if (form.kind !== "forwarded") return null;
  return (
    <>
      <Field id="authority" label={own.authority} value={form.authority} onValue={(authority) => fill({ authority })} />
      <Field id="number" label={own.number} value={form.number} onValue={(number) => fill({ number })} />
      <Field id="until" label={own.until} type="date" value={form.until} onValue={(until) => fill({ until })} />
    </>
  );
}

function Made(props: { one: Certificate; close: () => void }) {
  const t = useTexts();
  const own = useCertificateTexts();
  return (
    <>
      <p class="done" role="status">{own.issued}</p>
      <Sheet one={props.one} />
      <div class="buttons">
        <button id="print" onClick={() => window.print()}>{t.print}</button>
        <button class="plain" onClick={props.close}>{t.close}</button>
      </div>
    </>
  );
}

function useMaking(done: () => void) {
  const send = useSend();
  const [whom, pick] = useState<Resident | null>(null);
  const [form, set] = useState<Filled>({ kind: "work", employer: "", authority: "", number: "", until: "" });
  const [answer, hear] = useState<May | null>(null);
  const [made, show] = useState<Certificate | null>(null);
  const run = async () => {
    const json = { ...form, area: whom?.area, index: whom?.index, until: endOf(form.until) };
    if (answer?.may !== "yes") return send<May>("POST", "/v1/certificates/answers", { json }, hear);
    return send<{ certificate: Certificate }>("POST", "/v1/certificates", { json }, ({ certificate }) => {
      show(certificate);
      done();
    });
  };
  /** An answer is of what was asked: another question has none yet. */
  const fill = (part: Partial<Filled>) => (hear(null), set({ ...form, ...part }));
  return { whom, pick: (one: Resident | null) => (hear(null), pick(one)), form, fill, answer, made, run };
}

export function MakeModal(props: { close: () => void; done: () => void }) {
  const t = useTexts();
  const own = useCertificateTexts();
  const { whom, pick, form, fill, answer, made, run } = useMaking(props.done);
  return (
    <Modal id="making" title={own.make} close={props.close}>
      {made ? <Made one={made} close={props.close} /> : (
        <Form id="make" submit={answer?.may === "yes" ? own.issue : own.may} run={run} cancel={props.close}
              missing={[[t.whom, whom ? whom.name : ""], ...needs(own, form)]}>
          <PersonPicker id="certified" label={t.whom} start="" picked={whom} pick={pick} />
          <Choice id="kind" label={own.kind} value={form.kind} onValue={(kind) => fill({ kind })} of={KINDS.map((one) => [one, own.kinds[one]])} />
          <Details form={form} fill={fill} />
          {answer && <Answer answer={answer} />}
        </Form>
      )}
    </Modal>
  );
}
