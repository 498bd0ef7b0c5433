// SPDX-License-Identifier: Apache-2.0
// Asking for visitors: who comes, by car or not, from when until when; what was asked for, with a link
// or a picture to send on; and taking it back.
import { useEffect, useState } from "preact/hooks";
import { Visit, VisitPass } from "../shared/holder_api";
import { nowS } from "../shared/clock";
import { inputTime, inputTimeS, useTexts, windowText } from "./language";
import { useOpenPass } from "./pass";
import { usePhone } from "./phone";
import { linkTo } from "./route";
import { problemOf, useSaid } from "./said";
import * as server from "./server";
import { StillCode } from "./still";

const HOUR_S = 3600;

/** null: not known, without a network say. */
function useVisits(): [Visit[] | null | "asking", () => void] {
  const { pair } = usePhone();
  const [visits, learn] = useState<Visit[] | null | "asking">("asking");
  const [asked, again] = useState(0);
  useEffect(() => {
    if (pair) void server.visits(pair).then((answer) => learn(answer.body?.visits ?? null));
  }, [pair, asked]);
  return [visits, () => again(asked + 1)];
}

// --- one that was asked for

/** The picture where the phone can share one, else the link, else it goes onto the clipboard. */
async function sendOn(url: string, text: string): Promise<boolean> {
  try {
    if (navigator.share) await navigator.share({ url, text });
    else await navigator.clipboard.writeText(url);
    return !navigator.share;
  } catch {
    return false;
  }
}

function linkOf(visit: Visit): string {
  return linkTo("visit", [
    ...visit.passes.map((pass) => ["p", pass.text ?? ""]), ["f", String(visit.from)], ["u", String(visit.until)],
  ]);
}

function Sending(props: { visit: Visit }) {
  const t = useTexts();
  const [copied, say] = useState(false);
  const url = linkOf(props.visit);
  const words = t.visitPass + t.colon + windowText(props.visit.from, props.visit.until);
  return (
    <>
      <a class="address" href={url}>{t.visitLook}</a>
      <button class="plain" onClick={() => void sendOn(url, words).then(say)}>{t.visitSend}</button>
      <p role="status">{copied ? t.copied : ""}</p>
    </>
  );
}

function TakeBack(props: { visit: Visit; done: () => void }) {
  const t = useTexts();
  const { pair } = usePhone();
  const [words, say] = useSaid();
  const [busy, work] = useState(false);
  const take = async () => {
    if (!pair) return;
    work(true);
    const answer = await server.takeBack(pair, props.visit);
    work(false);
    say(problemOf(answer));
    if (answer.body) props.done();
  };
  return (
    <>
      <button class="plain" disabled={busy} onClick={() => void take()}>{busy ? t.visitTakingBack : t.visitTakeBack}</button>
      <p role="alert" class={words ? "warning" : ""}>{words}</p>
    </>
  );
}

const names = (passes: VisitPass[]) => passes.map((pass) => pass.name).join(" · ");

function VisitCard(props: { visit: Visit; done: () => void }) {
  const t = useTexts();
  const { visit } = props;
  const lives = visit.state === "coming" || visit.state === "open";
  return (
    <li class="restraint">
      <strong><bdi translate={false}>{names(visit.passes)}</bdi></strong>
      <span>{windowText(visit.from, visit.until)}</span>
      <span>{t.visitStates[visit.state] ?? visit.state}</span>
      {lives && <Sending visit={visit} />}
      {lives && <TakeBack visit={visit} done={props.done} />}
    </li>
  );
}

// --- asking

interface Asked {
  name: string;
  plate: string;
  from: string;
  until: string;
}

const empty = (): Asked => ({ name: "", plate: "", from: inputTime(nowS()), until: inputTime(nowS() + 4 * HOUR_S) });

function useAsking(done: () => void) {
  const { pair } = usePhone();
  const [passes, open] = useOpenPass();
  const [form, set] = useState(empty);
  const [words, say] = useSaid();
  const [busy, work] = useState(false);
  const send = async () => {
    const host = passes[open], until = inputTimeS(form.until);
    if (!pair || !host) return;
    const missing = form.name.trim() ? "visitUntil" : "name";
    if (!form.name.trim() || !until) return say((t) => t.missing + t[missing]);
    work(true);
    const from = inputTimeS(form.from);
    const answer = await server.invite(pair, {
      area: host.area, index: host.index, name: form.name.trim(), plate: form.plate.trim(), from, until,
    });
    work(false);
    say(problemOf(answer));
    if (answer.body) set(empty()), done();
  };
  return { form, fill: (part: Partial<Asked>) => set({ ...form, ...part }), words, busy, send };
}

function Field(props: { id: keyof Asked; text: string; hint?: string; time?: boolean; form: Asked; fill: (part: Partial<Asked>) => void }) {
  const { id, form, fill } = props;
  const change = (event: { currentTarget: HTMLInputElement }) => fill({ [id]: event.currentTarget.value });
  return (
    <label>
      <span>{props.text} {props.hint && <small>{props.hint}</small>}</span>
      {props.time
        ? <input id={"visit-" + id} type="datetime-local" value={form[id]} onInput={change} />
        : <input id={"visit-" + id} maxLength={40} autocomplete="off" value={form[id]} onInput={change} />}
    </label>
  );
}

export function VisitorsPage() {
  const t = useTexts();
  const [visits, again] = useVisits();
  const { form, fill, words, busy, send } = useAsking(again);
  return (
    <main class="apply record">
      <h1>{t.visitors}</h1>
      <p>{t.visitorsWhat}</p>
      <form novalidate onSubmit={(event) => (event.preventDefault(), void send())}>
        <Field id="name" text={t.name} form={form} fill={fill} />
        <Field id="plate" text={t.plate} hint={t.plateHint} form={form} fill={fill} />
        <Field id="from" text={t.visitFrom} time form={form} fill={fill} />
        <Field id="until" text={t.visitUntil} time form={form} fill={fill} />
        <p role="alert" class={words ? "warning" : ""}>{words}</p>
        <button class="large" type="submit" disabled={busy}>{busy ? t.sending : t.visitAsk}</button>
      </form>
      {visits === "asking" && <p role="status">{t.loading}</p>}
      {visits === null && <p class="warning">{t.noNetwork}</p>}
      {Array.isArray(visits) && <ul>{visits.map((visit) => <VisitCard key={visit.area + visit.visit} visit={visit} done={again} />)}</ul>}
    </main>
  );
}

// --- what the visitor opens

export function VisitPage(props: { link: URLSearchParams }) {
  const t = useTexts();
  const texts = props.link.getAll("p");
  const until = Number(props.link.get("u")), from = Number(props.link.get("f"));
  const name = (n: number) => (n ? t.visitCar : t.visitPass);
  return (
    <main>
      <h1>{t.visitPass}</h1>
      {until > 0 && <p class="lead">{windowText(from, until)}</p>}
      <p>{t.visitWhat}</p>
      {texts.map((text, n) => <StillCode key={text} text={text} name={name(n)} />)}
    </main>
  );
}
