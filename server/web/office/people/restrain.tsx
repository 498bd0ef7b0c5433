// SPDX-License-Identifier: Apache-2.0
// What keeps somebody from passing: on a ground of the closed list, with its evidence. All but what the
// holder asks for waits for a person of another body.
import { useState } from "preact/hooks";
import { Allowed, Ground, Request } from "../api";
import { useAsked } from "../asked";
import { say } from "../desk";
import { useBoth, useRefusal, useTexts } from "../language";
import { Choice, Field, Form, Modal } from "../parts/controls";
import { call } from "../server";
import { useEach } from "./each";
import { Whom } from "./issue";
import { SHOWN } from "./texts";

interface Typed {
  ground: string;
  evidence: string;
  until: string;
  reason: string;
}

function send(whom: Whom, what: Allowed, typed: Typed) {
  const path = `/v1/residents/${whom.area}/${whom.index}/`;
  const { until, ...said } = typed;
  if (what.field === "pass")
    return call<{ request: Request }>("PUT", path + "state", { json: { ...said, state: what.value, ...(until ? { until } : {}) } });
  const json = { ...said, field: what.field, value: what.value, ...(until ? { valid_until: until } : {}) };
  return call<{ request: Request }>("POST", path + "statements", { json });
}

const keyOf = (one: Allowed): string => one.field + " " + one.value;

/** Each once, those of the pass first. */
function allowedBy(grounds: Ground[]): Allowed[] {
  const all = new Map(grounds.flatMap((ground) => ground.allows).map((one): [string, Allowed] => [keyOf(one), one]));
  return [...all.values()].sort((a, b) => Number(b.field === "pass") - Number(a.field === "pass"));
}

interface Props {
  whom: Whom;
  others?: Whom[]; // for whom the same is asked, one after the other
  first?: string; // of what is offered
  title?: string;
  close: () => void;
  done: () => void;
}

function Restrain(props: Props & { grounds: Ground[] }) {
  const t = useTexts(), both = useBoth();
  const why = useRefusal();
  const all = allowedBy(props.grounds);
  const [what, setWhat] = useState(props.first ?? keyOf(all[0]));
  const [typed, type] = useState<Typed>({ ground: "", evidence: "", until: "", reason: "" });
  const set = (part: Partial<Typed>) => type({ ...typed, ...part });
  const chosen = all.find((one) => keyOf(one) === what) ?? all[0];
  const fitting = props.grounds.filter((ground) => ground.allows.some((one) => keyOf(one) === what));
  const ground = fitting.find((one) => one.ground === typed.ground);
  const people = [props.whom, ...(props.others ?? [])];
  const each = useEach(people.length);
  const one = async (n: number) => {
    const answer = await send(people[n], chosen, typed);
    if (!answer.body) return (people.length > 1 ? t.batch.stopped(n, people[n].name) : "") + why(answer);
    say(answer.status === 202 ? t.waitsForSecond : t.doneAtOnce);
    return "";
  };
  const run = async () => {
    const { wrong, all: through } = await each.run(one);
    if (!through) return wrong;
    props.done();
    props.close();
    return "";
  };
  return (
    <Form id="restrain" submit={(ground?.alone ? t.doIt : t.ask) + (people.length > 1 ? t.colon + t.peopleOf(people.length - each.done) : "")} run={run} cancel={each.running ? each.stop : props.close} danger
          missing={[[t.ground, ground ? typed.ground : ""], [t.evidence, typed.evidence]]}>
      {people.length > 1 && <p>{t.batch.who(people.slice(0, SHOWN).map((whom) => whom.name).join(t.comma), people.length)}</p>}
      {each.running && people.length > 1 && <p role="status">{t.batch.at(each.done, each.of)}</p>}
      <Choice id="what" label={t.restraint} value={what} onValue={setWhat} of={all.map((one) => [keyOf(one), both(one.zh, one.en)])} />
      <Choice id="ground" label={t.ground} value={ground ? typed.ground : ""} onValue={(value) => set({ ground: value })} none={t.choose}
              of={fitting.map((one) => [one.ground, one.ground + " " + both(one.zh, one.en)])} />
      {ground && <p class="hint">{ground.alone ? t.groundAlone : t.groundByTwo}{ground.days ? t.groundDays(ground.days) : ""}</p>}
      <Field id="evidence" label={t.evidence} value={typed.evidence} onValue={(value) => set({ evidence: value })} hint={t.evidenceHint} />
      <Field id="until" label={t.untilDay} value={typed.until} onValue={(value) => set({ until: value })} type="date" hint={t.untilHint} />
      <Field id="reason" label={t.remark} value={typed.reason} onValue={(value) => set({ reason: value })} lines={2} />
    </Form>
  );
}

export function RestrainModal(props: Props) {
  const t = useTexts();
  const { body } = useAsked<{ grounds: Ground[] }>("/v1/grounds");
  return (
    <Modal id="restraining" title={props.title ?? t.restrainWhom(props.whom.name)} close={props.close}>
      {body ? <Restrain {...props} grounds={body.grounds} /> : <p>{t.loading}</p>}
    </Modal>
  );
}
