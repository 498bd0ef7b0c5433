// SPDX-License-Identifier: Apache-2.0
// A person, days and minutes: then it is counted.
import { useState } from "preact/hooks";
import { nowS } from "../../shared/clock";
import { Resident } from "../api";
import { say } from "../desk";
import { dateText, useTexts } from "../language";
import { Field, Form, Modal } from "../parts/controls";
import { PersonPicker } from "../parts/person_picker";
import { useSend } from "../parts/send";
import { Trace } from "./api";

const WORK_MS = 5 * 60_000;
const DAY_S = 86_400;
const DAYS = 14;

export function MakeModal(props: { close: () => void; done: (one: Trace) => void }) {
  const t = useTexts();
  const send = useSend();
  const [whom, pick] = useState<Resident | null>(null);
  const [from, setFrom] = useState(dateText(nowS() - (DAYS - 1) * DAY_S));
  const [to, setTo] = useState(dateText(nowS()));
  const [minutes, setMinutes] = useState("10");
  const run = async () => {
    const json = { area: whom?.area, index: whom?.index, from, to, minutes: Number(minutes) || 0 };
    return send<{ trace: Trace }>("POST", "/v1/traces", { json, patienceMs: WORK_MS }, ({ trace }) => {
      say(t.cases.made);
      props.done(trace);
    });
  };
  return (
    <Modal id="tracing" title={t.cases.make} close={props.close}>
      <Form id="trace" submit={t.cases.run} run={run} cancel={props.close} missing={[[t.whom, whom ? whom.name : ""]]}>
        <PersonPicker id="traced" label={t.whom} start="" picked={whom} pick={pick} />
        <Field id="trace-from" label={t.cases.from} type="date" value={from} onValue={setFrom} hint={t.cases.daysHint} />
        <Field id="trace-to" label={t.cases.to} type="date" value={to} onValue={setTo} />
        <Field id="trace-minutes" label={t.cases.minutes} value={minutes} onValue={setMinutes} hint={t.cases.minutesHint} />
      </Form>
    </Modal>
  );
}
