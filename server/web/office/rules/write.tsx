// SPDX-License-Identifier: Apache-2.0
// An order in words, or a file: either becomes a draft, which the server reads and checks.
import { useState } from "preact/hooks";
import { useAsked } from "../asked";
import { mayAlone, useDesk } from "../desk";
import { useTexts } from "../language";
import { Check, Choice, Field, Form, Refused } from "../parts/controls";
import { Drop } from "../parts/drop";
import { useSend } from "../parts/send";
import { addressOf, goTo } from "../route";
import { Sent, TypedRule } from "./api";

const NO_RULE: TypedRule = { topic: "", limit: "", who: [], on_fail: "", directions: "", until: "", delegable: false, keeps_home: false };

/** What was left out is not said at all: then the server takes what is usual. */
const said = (typed: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== "" && value !== false && !(Array.isArray(value) && !value.length)));

const TWO_HOURS = "+2h"; // as the server reads times

function useKeepDraft() {
  const send = useSend();
  return (body: { json: unknown } | { file: Blob }, alone = false): Promise<string> =>
    send<{ draft: number }>("POST", "/v1/policies/drafts", body, ({ draft }) => goTo("rules", { draft: String(draft), alone: alone ? "1" : "" }));
}

function RuleFields(props: { n: number; rule: TypedRule; set: (rule: TypedRule) => void; drop?: () => void }) {
  const t = useTexts();
  const { n, rule } = props;
  const id = (name: string) => `rule-${n}-${name}`;
  const set = (part: Partial<TypedRule>) => props.set({ ...rule, ...part });
  const limits = t.rules.limits[rule.topic] ?? [];
  return (
    <fieldset>
      <legend>{t.rules.rule(n + 1)}</legend>
      <div class="columns">
        <Choice id={id("topic")} label={t.rules.topic} value={rule.topic} onValue={(topic) => set({ topic, limit: "" })} none={t.choose} of={Object.entries(t.rules.topics)} />
        <Field id={id("limit")} label={t.rules.limit} value={rule.limit} onValue={(limit) => set({ limit })} hint={limits.length ? t.rules.such(limits.join(t.semicolon)) : undefined} of={limits} />
        <Choice id={id("directions")} label={t.rules.way} value={rule.directions} onValue={(directions) => set({ directions })} none={t.rules.wayUsual} of={Object.entries(t.rules.directions)} />
        <Choice id={id("on_fail")} label={t.rules.fails} value={rule.on_fail} onValue={(on_fail) => set({ on_fail })} none={t.rules.failsUsual} of={Object.entries(t.rules.onFail)} />
        <Field id={id("until")} label={t.rules.ruleUntil} value={rule.until} onValue={(until) => set({ until })} type="date" />
      </div>
      <fieldset>
        <legend>{t.rules.who}</legend>
        <p class="hint">{t.rules.whoUsual}</p>
        <div class="columns">
          {Object.entries(t.roles).map(([role, name]) => (
            <Check key={role} id={id("who-" + role)} label={name} value={rule.who.includes(role)}
                   onValue={(on) => set({ who: on ? [...rule.who, role] : rule.who.filter((one) => one !== role) })} />
          ))}
        </div>
      </fieldset>
      <Check id={id("delegable")} label={t.rules.delegable} value={rule.delegable} onValue={(delegable) => set({ delegable })} />
      <Check id={id("home")} label={t.rules.home} value={rule.keeps_home} onValue={(keeps_home) => set({ keeps_home })} />
      {props.drop && <button type="button" class="plain" onClick={props.drop}>{t.rules.dropRule}</button>}
    </fieldset>
  );
}

const NO_ORDER = { document: "", issuer: "", phone: "", basis: "", from: "", until: "" };

interface Typed {
  order: typeof NO_ORDER;
  rules: TypedRule[];
  alone: boolean;
}

const isWithin = (given: object, known: object): boolean => Object.keys(given).every((name) => name in known);

/** What the form was, of which a draft came; null: it was none, or says what the form has no field for. */
function typedOf({ policy }: Sent): Typed | null {
  const { area, rules: given = [], ...rest } = policy;
  if (!given.length || !isWithin(rest, NO_ORDER) || !given.every((rule) => rule.topic && isWithin(rule, NO_RULE))) return null;
  const rules = given.map((rule) => ({ ...NO_RULE, ...rule, directions: rule.directions?.[0] ?? "" }));
  const order = { ...NO_ORDER };
  for (const name of Object.keys(NO_ORDER) as (keyof typeof NO_ORDER)[]) order[name] = policy[name] ?? "";
  const alone = order.until === TWO_HOURS;
  return { order: alone ? { ...order, until: "" } : order, rules, alone };
}

function InWords(props: { typed?: Typed }) {
  const t = useTexts();
  const { who } = useDesk();
  const keepDraft = useKeepDraft();
  const [order, setOrder] = useState(props.typed?.order ?? NO_ORDER);
  const [alone, setAlone] = useState(mayAlone(who) && !!props.typed?.alone);
  const [rules, setRules] = useState(props.typed?.rules ?? [NO_RULE]);
  const set = (name: keyof typeof order) => (value: string) => setOrder({ ...order, [name]: value });
  const json = { area: Number(who?.area), ...said(order), ...(alone ? { until: TWO_HOURS } : {}), rules: rules.map(ruleSaid) };
  const missing = rules.flatMap((rule, n): [string, string][] => [[t.rules.rule(n + 1) + t.colon + t.rules.topic, rule.topic], [t.rules.rule(n + 1) + t.colon + t.rules.limit, rule.limit]]);
  return (
    <Form id="order" submit={t.rules.makeDraft} run={() => keepDraft({ json }, alone)} cancel={() => goTo("rules")}
          missing={[[t.rules.document, order.document], [t.rules.issuer, order.issuer], [t.rules.until, alone ? TWO_HOURS : order.until], ...missing]}
          other={<button type="button" class="plain" id="add-rule" onClick={() => setRules([...rules, NO_RULE])}>{t.rules.addRule}</button>}>
      <div class="columns">
        <Field id="order-document" label={t.rules.document} value={order.document} onValue={set("document")} hint={t.rules.documentHint} focus />
        <Field id="order-issuer" label={t.rules.issuer} value={order.issuer} onValue={set("issuer")} />
        {!alone && <Field id="order-until" label={t.rules.until} value={order.until} onValue={set("until")} type="date" hint={t.rules.untilHint} />}
        <Field id="order-from" label={t.rules.from} value={order.from} onValue={set("from")} type="date" />
        <Field id="order-phone" label={t.rules.phone} value={order.phone} onValue={set("phone")} />
        <Field id="order-basis" label={t.rules.basis} value={order.basis} onValue={set("basis")} />
      </div>
      {mayAlone(who) && <Check id="order-alone" label={t.rules.alone} value={alone} onValue={setAlone} />}
      {rules.map((rule, n) => (
        <RuleFields key={n} n={n} rule={rule} set={(one) => setRules(rules.map((old, at) => (at === n ? one : old)))}
                    drop={rules.length > 1 ? () => setRules(rules.filter((_, at) => at !== n)) : undefined} />
      ))}
    </Form>
  );
}

/** A direction is a list of one. */
function ruleSaid(rule: TypedRule): Record<string, unknown> {
  const { directions, ...rest } = rule;
  return { ...said(rest), ...(directions ? { directions: [directions] } : {}) };
}

function ByFile() {
  const t = useTexts();
  const keepDraft = useKeepDraft();
  const [wrong, setWrong] = useState("");
  const take = async (file: File) => setWrong(await keepDraft({ file }));
  return <Drop take={(file) => void take(file)} title={t.rules.fileDrop} choose={t.rules.fileChoose} kinds={t.rules.fileKinds} accept=".json,application/json" wrong={wrong} />;
}

/** One that came as a file. */
function OfFile(props: { sent: Sent }) {
  const t = useTexts();
  const href = "data:application/json;charset=utf-8," + encodeURIComponent(JSON.stringify(props.sent.policy, null, 2));
  return <p>{t.rules.byFile} <a id="download-draft" download={`draft-${props.sent.draft}.json`} href={href}>{t.rules.download}</a></p>;
}

/** of: the draft that is changed; 0: none. */
export function WritePage(props: { of: number }) {
  const t = useTexts();
  const asked = useAsked<Sent>(props.of ? "/v1/policies/drafts/" + props.of : null, true);
  const typed = asked.body ? typedOf(asked.body) : null;
  return (
    <>
      <p><a href={addressOf("rules")}>{t.rules.title}</a></p>
      <h1>{props.of ? t.rules.changeWhich(props.of) : t.rules.write}</h1>
      <p>{props.of ? t.rules.changeWhat : t.rules.formWhat}</p>
      <Refused of={asked} />
      {!props.of && <InWords />}
      {typed && <InWords typed={typed} />}
      {asked.body && !typed && <OfFile sent={asked.body} />}
      <h2>{t.rules.orFile}</h2>
      <ByFile />
    </>
  );
}
