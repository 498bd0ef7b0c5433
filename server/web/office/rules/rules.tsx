// SPDX-License-Identifier: Apache-2.0
// What holds in this community, beside each level's orders.
import { useAsked } from "../asked";
import { may, mayAlone, useDesk } from "../desk";
import { dateText, useArea, useBoth, useTexts } from "../language";
import { Refused } from "../parts/controls";
import { OneArea } from "../parts/one_area";
import { Time } from "../parts/time";
import { addressOf } from "../route";
import { Draft, Order, Policies, Policy, Rule } from "./api";
import { DraftPage } from "./draft";
import { WritePage } from "./write";

interface Sourced {
  rule: Rule;
  order: Order | undefined;
  policy: Policy;
}

const sourced = (policies: Policy[]): Sourced[] =>
  policies.flatMap((policy) => policy.rules.map((rule) => ({ rule, policy, order: policy.orders.find((one) => one.id === rule.order) })));

function Result(props: { policies: Policy[] }) {
  const t = useTexts(), both = useBoth();
  const standing = sourced(props.policies).filter(({ rule }) => rule.stands === "stands" || rule.stands === "partly");
  const topics = [...new Set(standing.map(({ rule }) => rule.topic))];
  return (
    <section class="half" aria-labelledby="in-force-title" id="in-force">
      <h2 id="in-force-title">{t.rules.inForce}</h2>
      {!standing.length && <p class="nothing">{t.rules.none}</p>}
      {topics.map((topic) => {
        const those = standing.filter(({ rule }) => rule.topic === topic);
        return (
          <section key={topic}>
            <h3>{both(those[0].rule.topic_zh, t.rules.topics[topic] ?? topic)}</h3>
            <ul class="orders">
              {those.map(({ rule, policy, order }) => (
                <li key={policy.area + rule.order + rule.id}>
                  {both(rule.zh, rule.en)}
                  <small>{both(policy.level_zh, policy.level)}{t.dash}{order?.document}{rule.stands === "partly" && t.dash + t.rules.stands.partly}</small>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </section>
  );
}

function OrderCard(props: { order: Order; rules: Rule[] }) {
  const t = useTexts(), both = useBoth();
  const { order } = props;
  return (
    <section class="order">
      <h4>{order.document}</h4>
      <p class="hint">{order.issuer}{t.dash}{t.rules.validity(dateText(order.valid_from), dateText(order.valid_to - 1))}</p>
      <ul class="orders">
        {props.rules.map((rule) => (
          <li key={rule.id} class={rule.stands === "stands" ? "" : "over"}>
            {both(rule.zh, rule.en)}{rule.stands && rule.stands !== "stands" && <small class="look">{t.rules.stands[rule.stands]}</small>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Levels(props: { policies: Policy[] }) {
  const t = useTexts(), both = useBoth(), called = useArea();
  const here = props.policies.filter((policy) => policy.orders.length && policy.rules.some((rule) => rule.stands !== "elsewhere"));
  return (
    <section class="half" aria-labelledby="levels-title" id="levels">
      <h2 id="levels-title">{t.rules.byLevel}</h2>
      {!here.length && <p class="nothing">{t.none}</p>}
      {[...here].sort((a, b) => a.area.localeCompare(b.area)).map((policy) => (
        <section key={policy.area}>
          <h3>{both(policy.level_zh, policy.level)} {called(policy.area)}</h3>
          {policy.orders.map((order) => <OrderCard key={order.id} order={order} rules={policy.rules.filter((rule) => rule.order === order.id)} />)}
        </section>
      ))}
    </section>
  );
}

function Drafts(props: { drafts: Draft[] }) {
  const t = useTexts();
  const { who } = useDesk();
  if (!props.drafts.length) return <p class="nothing">{t.rules.noDraft}</p>;
  return (
    <div class="scroll wide" tabIndex={0} role="region" aria-label={t.rules.drafts}>
      <table id="drafts">
        <thead><tr>{t.rules.draftHeads.map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
        <tbody>
          {props.drafts.map((one) => (
            <tr key={one.draft}>
              <th scope="row">{may(who, "policies") ? <a href={addressOf("rules", { draft: String(one.draft) })}>{t.draft(one.draft)}</a> : t.draft(one.draft)}</th>
              <td>{one.actor}</td><td><Time at={one.created_at} /></td><td>{one.seq ? t.rules.published : t.rules.notPublished}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Overview(props: { area: string }) {
  const t = useTexts();
  const { who } = useDesk();
  const asked = useAsked<Policies>("/v1/policies" + (props.area ? "?area=" + props.area : ""));
  return (
    <>
      <h1>{t.rules.title}</h1>
      <OneArea page="rules" area={props.area} />
      <div class="tools">
        {may(who, "policies") && <a class="button" id="write" href={addressOf("rules", { write: "1" })}>{t.rules.write}</a>}
        <p class="hint">{t.rules.what}</p>
        <button class="plain" onClick={asked.again}>{t.refresh}</button>
      </div>
      <Refused of={asked} />
      {asked.body && (
        <>
          <div class="halves"><Result policies={asked.body.policies} /><Levels policies={asked.body.policies} /></div>
          <h2>{t.rules.drafts}</h2>
          <Drafts drafts={asked.body.drafts} />
        </>
      )}
    </>
  );
}

export function RulesPage(props: { values: URLSearchParams }) {
  const { who } = useDesk();
  const draft = Number(props.values.get("draft")), area = props.values.get("area") ?? "";
  if (!may(who, "policies")) return <Overview area={area} />;
  if (draft > 0) return <DraftPage key={draft} number={draft} end={props.values.get("end") ?? ""} alone={mayAlone(who) && props.values.get("alone") === "1"} />;
  return props.values.get("write") ? <WritePage of={Number(props.values.get("of"))} /> : <Overview area={area} />;
}
