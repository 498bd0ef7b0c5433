// SPDX-License-Identifier: Apache-2.0
// A draft: what it says, what the check finds, whom it would stop, and the way to its publication.
import { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Request } from "../api";
import { useAsked, usePosted } from "../asked";
import { say } from "../desk";
import { dateText, timeText, useBoth, useTexts } from "../language";
import { Check as Tick, Field, Form, Refused } from "../parts/controls";
import { useSend } from "../parts/send";
import { addressOf, goTo, settle } from "../route";
import { Check, Finding, Heads, Order, Policies, Rehearsal } from "./api";

const WEIGHTS = ["error", "warning", "note"];

/** draft and what it ends, as every resource of a draft takes them. */
const queryOf = (number: number, end: string, more: Record<string, string> = {}): string =>
  "?" + new URLSearchParams({ draft: String(number), ...(end ? { end } : {}), ...more }).toString();

function Findings(props: { findings: Finding[] }) {
  const t = useTexts(), both = useBoth();
  const list = [...props.findings].sort((a, b) => WEIGHTS.indexOf(a.weight) - WEIGHTS.indexOf(b.weight));
  if (!list.length) return <p class="done">{t.rules.clean}</p>;
  return (
    <ul class="findings" id="findings">
      {list.map((one, n) => (
        <li key={n} class={one.weight}>
          <strong>{t.rules.weights[one.weight]}</strong>{t.colon}{both(one.zh, one.en)}{one.communities > 1 && t.rules.communities(one.communities)}
          {one.example_zh && !one.zh.includes(one.example_zh) && <small>{t.rules.example}{both(one.example_zh, one.example_en)}</small>}
        </li>
      ))}
    </ul>
  );
}

function Counts(props: { id: string; heads: string[]; rows: { key: string; cells: ComponentChildren[] }[] }) {
  if (!props.rows.length) return null;
  return (
    <table id={props.id} class="counts">
      <thead><tr>{props.heads.map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
      <tbody>{props.rows.map(({ key, cells }) => <tr key={key}>{cells.map((cell, n) => <td key={n}>{cell}</td>)}</tr>)}</tbody>
    </table>
  );
}

function Today(props: { heads: Heads; nameOf: (rule: string) => string }) {
  const t = useTexts(), both = useBoth();
  const { heads } = props;
  return (
    <>
      <p id="stopped" class={heads.stopped > heads.stopped_before ? "look" : ""}>{t.rules.todayIs(heads.residents, heads.stopped, heads.stopped_before)}</p>
      <p>{t.rules.todayReview(heads.reviewed, heads.reviewed_before)}</p>
      <Counts id="groups" heads={t.rules.groupHeads} rows={heads.groups.map((one) => (
        { key: one.rule + one.why, cells: [both(one.zh, one.en), props.nameOf(one.rule), one.stopped, one.reviewed] }))} />
    </>
  );
}

function Yesterday(props: { tried: Rehearsal }) {
  const t = useTexts(), both = useBoth();
  const { tried } = props;
  return (
    <>
      <p id="yesterday">{t.rules.yesterdayIs(tried.replayed, tried.same)} {t.rules.yesterdayMore(tried.denied, tried.reviewed, tried.let_in)}</p>
      {tried.kept_apart > 0 && <p class="hint">{t.rules.keptApart(tried.kept_apart)}</p>}
      {tried.busiest_hour !== undefined && <p>{t.rules.busiest(timeText(tried.busiest_hour), tried.busiest_count)}</p>}
      <Counts id="tried-rules" heads={t.rules.tryHeads} rows={tried.rules.map((one) => ({ key: one.rule, cells: [both(one.zh, one.en), one.denied, one.reviewed] }))} />
      <Counts id="tried-gates" heads={t.rules.gateHeads} rows={tried.gates.map((one) => ({ key: one.gate, cells: [one.name || one.gate, one.denied, one.reviewed] }))} />
    </>
  );
}

/** Which orders of the same area end with it; they stand in the address as the server takes them. */
function Ends(props: { number: number; end: string; orders: Order[] }) {
  const t = useTexts();
  const ended = props.end ? props.end.split(",") : [];
  const set = (document: string, on: boolean) => {
    const next = on ? [...ended, document] : ended.filter((one) => one !== document);
    settle("rules", { draft: String(props.number), end: next.join(",") });
  };
  if (!props.orders.length) return null;
  return (
    <fieldset id="ends">
      <legend>{t.rules.endTitle}</legend>
      <p class="hint">{t.rules.endWhat}</p>
      {props.orders.map((order) => (
        <Tick key={order.id} id={"end-" + order.id} label={order.document + t.dash + t.rules.validity(dateText(order.valid_from), dateText(order.valid_to - 1))}
              value={ended.includes(order.document)} onValue={(on) => set(order.document, on)} />
      ))}
    </fieldset>
  );
}

/** alone: in an emergency, by one person and at once; then words are always asked for. */
function Publish(props: { number: number; end: string; check: Check; alone: boolean }) {
  const t = useTexts();
  const send = useSend();
  const [accept, setAccept] = useState("");
  const { alone } = props;
  const { errors, warnings } = props.check;
  const words = alone || warnings > 0, label = alone ? t.rules.aloneWhy : t.rules.accept;
  const run = async () => {
    const asked: Record<string, string> = { ...(accept.trim() ? { accept: accept.trim() } : {}), ...(alone ? { emergency: "1" } : {}) };
    return send<{ request: Request }>("POST", "/v1/policies" + queryOf(props.number, props.end, asked), {}, ({ request }) => {
      say(alone ? t.rules.aloneDone : t.rules.asked);
      if (alone) goTo("rules");
      else goTo("requests", { id: String(request.id) });
    });
  };
  if (errors > 0) return <p class="warning">{t.rules.cannot}</p>;
  return (
    <Form id="publish" submit={alone ? t.rules.alonePublish : t.rules.publish} run={run} missing={words ? [[label, accept]] : []} danger={alone}>
      <p class="hint">{alone ? t.rules.aloneWhat : t.rules.publishWhat}</p>
      {words && <Field id="accept" label={label} value={accept} onValue={setAccept} hint={t.rules.acceptHint} lines={2} />}
    </Form>
  );
}

export function DraftPage(props: { number: number; end: string; alone: boolean }) {
  const t = useTexts(), both = useBoth();
  const query = queryOf(props.number, props.end);
  const check = usePosted<Check>("/v1/policies/checks" + query);
  const tried = usePosted<Rehearsal>(check.body ? "/v1/policies/rehearsals" + query : null);
  const all = useAsked<Policies>("/v1/policies").body;
  const draft = all?.drafts.find((one) => one.draft === props.number);
  const orders = all?.policies.find((one) => one.area === check.body?.area)?.orders ?? [];
  const rules = [...(check.body?.rules ?? []), ...(all?.policies ?? []).flatMap((policy) => policy.rules)];
  const nameOf = (name: string) => {
    const found = rules.find((rule) => name.endsWith(`/${rule.order}/${rule.id}`));
    return found ? both(found.zh, found.en) : name;
  };
  return (
    <>
      <p><a href={addressOf("rules")}>{t.rules.title}</a></p>
      <h1>{t.draft(props.number)}{draft?.seq ? t.dash + t.rules.published : ""}</h1>
      <Refused of={check.body ? tried : check} />
      {check.body && (
        <>
          <h2>{t.rules.says}</h2>
          <ul class="orders" id="says">{check.body.rules.map((rule) => <li key={rule.order + rule.id}>{both(rule.zh, rule.en)}</li>)}</ul>
          <h2>{t.rules.check}</h2>
          <Findings findings={check.body.findings} />
          <h2>{t.rules.today}</h2>
          {tried.body ? <Today heads={tried.body.today} nameOf={nameOf} /> : !tried.problem && <p role="status">{t.rules.counting}</p>}
          <h2>{t.rules.yesterday}</h2>
          {tried.body && <Yesterday tried={tried.body} />}
          {!draft?.seq && !props.alone && <Ends number={props.number} end={props.end} orders={orders} />}
          {!draft?.seq && <p><a class="button plain" id="change-draft" href={addressOf("rules", { write: "1", of: String(props.number) })}>{t.rules.change}</a></p>}
          {!draft?.seq && <Publish number={props.number} end={props.end} check={check.body} alone={props.alone} />}
        </>
      )}
    </>
  );
}
