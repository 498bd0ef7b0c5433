// SPDX-License-Identifier: Apache-2.0
// Exercises: whether one goes on, begun and ended here.
import { useState } from "preact/hooks";
import { nowS } from "../../shared/clock";
import { useAsked } from "../asked";
import { may, say, useDesk } from "../desk";
import { timeText, useTexts } from "../language";
import { Choice, Form, Modal, Refused } from "../parts/controls";
import { useSend } from "../parts/send";
import { Time } from "../parts/time";
import { Drill } from "./api";

const HOURS = ["1", "2", "4", "8", "24"];

const goesOn = (one: Drill | undefined): boolean => !!one && !one.ended_by && one.until > nowS();

export const drillsPath = (area: string): string => "/v1/drills" + (area ? "?area=" + encodeURIComponent(area) : "");

function StartModal(props: { area: string; close: () => void; done: () => void }) {
  const t = useTexts();
  const send = useSend();
  const [hours, setHours] = useState("4");
  const json = { hours: Number(hours), ...(props.area ? { area: props.area } : {}) };
  const done = () => {
    say(t.response.started);
    props.done();
    props.close();
  };
  return (
    <Modal id="starting" title={t.response.start} close={props.close}>
      <p>{t.response.drillWhat}</p>
      <p class="hint">{t.response.startWhat}</p>
      <Form id="start" submit={t.response.start} run={() => send("POST", "/v1/drills", { json }, done)} missing={[]} cancel={props.close}>
        <Choice id="drill-hours" label={t.response.hours} value={hours} onValue={setHours} of={HOURS.map((n) => [n, t.hours(Number(n))])} />
      </Form>
    </Modal>
  );
}

function EndModal(props: { one: Drill; close: () => void; done: () => void }) {
  const t = useTexts();
  const send = useSend();
  const done = () => {
    say(t.response.ended);
    props.done();
    props.close();
  };
  return (
    <Modal id="ending" title={t.response.end} close={props.close}>
      <p>{t.response.endWhat}</p>
      <Form id="end" submit={t.response.end} run={() => send("DELETE", "/v1/drills/" + props.one.area, {}, done)} missing={[]} cancel={props.close}>{null}</Form>
    </Modal>
  );
}

/** For the home page: who forgets an exercise loses what counts. */
export function DrillNow(props: { drills?: Drill[] }) {
  const t = useTexts();
  const one = props.drills?.[0];
  if (!one || !goesOn(one)) return null;
  return <p class="look" id="drill-now"><a href="#response">{t.response.drill}</a>{t.colon}{t.response.drillNow(timeText(one.until), one.started_by)}</p>;
}

function List(props: { drills: Drill[] }) {
  const t = useTexts();
  return (
    <div class="scroll wide" tabIndex={0} role="region" aria-label={t.response.drill}>
      <table id="drills">
        <thead><tr>{t.response.drillHeads.map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
        <tbody>
          {props.drills.map((one) => (
            <tr key={one.id}><th scope="row"><Time at={one.from} /></th><td><Time at={one.until} /></td><td>{one.started_by}</td><td>{one.ended_by || (goesOn(one) ? "" : t.response.byItself)}</td></tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function Drills(props: { area: string }) {
  const t = useTexts();
  const { who } = useDesk();
  const asked = useAsked<{ drills: Drill[] }>(drillsPath(props.area));
  const [act, choose] = useState<"start" | "end" | null>(null);
  const drills = asked.body?.drills;
  const now = drills?.find(goesOn);
  const same = { close: () => choose(null), done: asked.again };
  return (
    <section aria-labelledby="drill-title">
      <h2 id="drill-title">{t.response.drill}</h2>
      <Refused of={asked} />
      {drills && <p role="status" class={now ? "look" : ""} id="drill-state">{now ? t.response.drillNow(timeText(now.until), now.started_by) : t.response.noDrill}</p>}
      {!now && <p class="hint">{t.response.drillWhat}</p>}
      {drills && may(who, "policies") && (
        <div class="buttons">
          {now ? <button id="end-drill" onClick={() => choose("end")}>{t.response.end}</button> : <button id="start-drill" onClick={() => choose("start")}>{t.response.start}</button>}
        </div>
      )}
      {!!drills?.length && <List drills={drills} />}
      {act === "start" && <StartModal area={props.area} {...same} />}
      {act === "end" && now && <EndModal one={now} {...same} />}
    </section>
  );
}
