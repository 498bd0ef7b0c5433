// SPDX-License-Identifier: Apache-2.0
// The gates: since when each is silent; a new one reads a code from this screen; a stolen one is shut out.
import { useState } from "preact/hooks";
import { nowS } from "../../shared/clock";
import { Gate } from "../api";
import { useAsked } from "../asked";
import { may, say, useDesk } from "../desk";
import { agoText, useTexts } from "../language";
import { Form, Modal, Refused } from "../parts/controls";
import { OneArea } from "../parts/one_area";
import { useSend } from "../parts/send";
import { Time } from "../parts/time";
import { addressOf } from "../route";
import { EnrolModal } from "./enrol";
import { HourPage } from "./hour";
import { JournalPage } from "./journal";
import { isSilent } from "./silent";

function ShutOut(props: { gate: Gate; close: () => void; done: () => void }) {
  const t = useTexts();
  const send = useSend();
  const done = () => {
    say(t.gateOut);
    props.done();
    props.close();
  };
  return (
    <Modal id="shutting" title={t.shutOutWhich(props.gate.name)} close={props.close}>
      <p>{t.shutOutWhat}</p>
      <Form id="shut" submit={t.shutOut} run={() => send("DELETE", "/v1/gates/" + encodeURIComponent(props.gate.gate), {}, done)} missing={[]} cancel={props.close} danger>{null}</Form>
    </Modal>
  );
}

function Row(props: { gate: Gate; shut: () => void }) {
  const t = useTexts();
  const { who } = useDesk();
  const { gate } = props;
  const heard = gate.removed_at ? <><Time at={gate.removed_at} /> {t.out}</> : gate.heard_at ? agoText(t, gate.heard_at, nowS()) : t.notHeard;
  return (
    <tr>
      <th scope="row">{gate.name}<small>{t.gateKinds[gate.kind] ?? gate.kind}</small></th>
      <td class={isSilent(gate) ? "look" : ""}>{heard}{isSilent(gate) && gate.heard_at ? t.silentMark : ""}</td>
      <td>{gate.program?.split("/").pop()}</td>
      <td>{gate.held?.list ? <Time at={gate.held.list} /> : ""}</td>
      <td class={gate.unsent ? "look" : ""}>{gate.unsent}</td>
      <td>{may(who, "search") ? <a href={addressOf("gates", { gate: gate.gate })} aria-label={t.gates.journalOf(gate.name) + t.colon + gate.acknowledged}>{gate.acknowledged}</a> : gate.acknowledged}</td>
      <td><Time at={gate.added_at} /></td>
      <td>{!gate.removed_at && may(who, "gates") && <button class="plain" onClick={props.shut} aria-label={t.shutOutWhich(gate.name)}>{t.shutOut}</button>}</td>
    </tr>
  );
}

export function GatesPage(props: { values: URLSearchParams }) {
  const hour = Number(props.values.get("hour"));
  return hour ? <HourPage key={hour} at={hour} way={props.values.get("way") ?? ""} /> : <AllGates values={props.values} />;
}

function AllGates(props: { values: URLSearchParams }) {
  const t = useTexts();
  const { who } = useDesk();
  const asked = useAsked<{ gates: Gate[] }>("/v1/gates");
  const [enrolling, enrol] = useState(false);
  const [shutting, shut] = useState<Gate | null>(null);
  const area = props.values.get("area") ?? "";
  const gates = asked.body?.gates.filter((gate) => !area || gate.area === area);
  const shown = asked.body?.gates.find((gate) => gate.gate === props.values.get("gate"));
  if (shown && may(who, "search")) return <JournalPage key={shown.gate} gate={shown} />;
  return (
    <>
      <h1>{t.pages.gates}</h1>
      <OneArea page="gates" area={area} />
      <div class="tools">
        <p class="hint">{t.gatesHow}</p>
        {may(who, "gates") && <button id="enrol" onClick={() => enrol(true)}>{t.enrol}</button>}
        <button class="plain" onClick={asked.again}>{t.refresh}</button>
      </div>
      <Refused of={asked} />
      {gates && !gates.length && <p class="nothing">{t.noGates}</p>}
      {gates && gates.length > 0 && (
        <div class="scroll wide" tabIndex={0} role="region" aria-label={t.pages.gates}>
          <table id="gates">
            <thead><tr>{t.gateHeads.map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
            <tbody>{gates.map((gate) => <Row key={gate.gate} gate={gate} shut={() => shut(gate)} />)}</tbody>
          </table>
        </div>
      )}
      {enrolling && <EnrolModal close={() => (enrol(false), asked.again())} />}
      {shutting && <ShutOut gate={shutting} close={() => shut(null)} done={asked.again} />}
    </>
  );
}
