// SPDX-License-Identifier: Apache-2.0
// What a request asks for, in words: the second person puts their name to what stands here.
import { ComponentChildren } from "preact";
import { Ground, Held, Request } from "../api";
import { useAsked } from "../asked";
import { may, useDesk } from "../desk";
import { bodyText, dateText, documentText, tailOf, timeText, useArea, useBoth, useTexts } from "../language";
import { addressOf } from "../route";
import { Texts } from "../zh";

/** What was done already by one alone; whom it added by hand is named. */
function foundingOf(t: Texts, one: Request): string {
  const { what, people, import: number } = one.founding!;
  const whom = one.name ? t.comma + one.name + " " + (one.unit ?? "") : "";
  return t.founding.done[what](people, number ?? one.index ?? 0) + whom;
}

export const outcomeOf = (t: Texts, one: Request): string => (one.founding && t.founding.outcomes[one.outcome]) || t.outcomes[one.outcome];

const isPerson = (one: Request): boolean => one.restraint !== undefined;

export function titleOf(t: Texts, one: Request, both: (zh?: string, en?: string) => string, called: (area: string) => string): string {
  const whom = one.name ?? (one.index !== undefined ? t.numberOf(one.index) : "");
  if (one.founding) return t.acts.founding + t.colon + foundingOf(t, one);
  if (isPerson(one)) return both(one.restraint_zh, one.restraint) + t.colon + whom;
  if (one.exemption) return t.acts.exemption + t.colon + whom;
  if (one.document) return t.acts.document + t.colon + whom;
  const about = one.account?.login ?? one.body?.name ?? one.login ?? (one.policy ? t.draft(one.policy.draft) : one.held ? t.heldLines(one.held.lines) : one.trace ? t.cases.row(one.trace.first, one.trace.second) : one.act === "closing" ? called(one.area) : one.bulk ? both(one.bulk.zh, one.bulk.en) + t.comma + t.peopleOf(one.bulk.people) : "");
  return t.acts[one.act] + t.colon + about;
}

const Line = (props: { head: string; children: ComponentChildren }) => (
  <tr><th scope="row">{props.head}</th><td>{props.children}</td></tr>
);

function PersonLines(props: { one: Request }) {
  const t = useTexts(), both = useBoth();
  const { one } = props;
  return (
    <>
      <Line head={t.whom}>{one.name} {one.unit} {tailOf(t, one.tail)}{t.dash}{t.numberOf(one.index ?? 0)}</Line>
      <Line head={t.restraint}><strong>{both(one.restraint_zh, one.restraint)}</strong></Line>
      <Line head={t.ground}>{one.ground} {both(one.ground_zh, one.ground_en)}</Line>
      <Line head={t.evidence}>{one.evidence}</Line>
      <Line head={t.until}>{one.until ? timeText(one.until) : t.untilReleased}</Line>
    </>
  );
}

/** The server counts them by its English word for the restraint. */
function HeldLines(props: { held: Held }) {
  const t = useTexts(), both = useBoth();
  const { held } = props;
  const known = useAsked<{ grounds: Ground[] }>("/v1/grounds").body?.grounds.flatMap((ground) => ground.allows) ?? [];
  const words = (en: string) => both(known.find((one) => one.en === en)?.zh, en);
  return <>{t.heldLines(held.lines)}{t.colon}{Object.entries(held.counts).map(([en, n]) => words(en) + " " + n).join(t.comma)}</>;
}

function OfficeLines(props: { one: Request }) {
  const t = useTexts(), both = useBoth(), called = useArea();
  const { who } = useDesk();
  const { account, body, login, policy, held, bulk, trace, exemption, document } = props.one;
  return (
    <>
      {account && <Line head={t.login}>{account.login}{t.dash}{bodyText(t, account.body)}{t.dash}{called(account.area)}{t.dash}{account.roles.map((role) => t.officeRoles[role]).join(t.comma)}</Line>}
      {body && <Line head={t.body}>{body.name}{t.dash}{t.kinds[body.kind]}{t.dash}{called(body.area)}</Line>}
      {login && <Line head={t.login}>{login}</Line>}
      {document && <Line head={t.acts.document}><strong>{documentText(t, document.id_type)} {tailOf(t, document.tail)}</strong></Line>}
      {document?.other !== undefined && <Line head={t.documents.joined}><strong>{t.documents.ends(document.other)}</strong></Line>}
      {document?.elsewhere && <Line head={t.documents.joined}><strong>{t.documents.elsewhere}</strong></Line>}
      {(exemption || document) && <Line head={t.whom}>{props.one.name} {props.one.unit} {tailOf(t, props.one.tail)}{t.dash}{t.numberOf(props.one.index ?? 0)}</Line>}
      {exemption && <Line head={t.acts.exemption}><strong>{exemption.taken.map((what) => t.exempt.of[what]).join(t.comma)}</strong></Line>}
      {(exemption || document) && <Line head={t.evidence}>{props.one.evidence}</Line>}
      {policy && <Line head={t.acts.policy}>{may(who, "policies") ? <a href={addressOf("rules", { draft: String(policy.draft), end: policy.end ?? "" })}>{t.draft(policy.draft)}</a> : t.draft(policy.draft)}{policy.end ? t.dash + t.ends + policy.end : ""}</Line>}
      {trace && <Line head={t.acts.trace}>{t.number(trace.id)}{t.dash}{t.cases.plan(dateText(trace.from), dateText(trace.to - 1), trace.minutes)}{t.dash}<strong>{t.cases.row(trace.first, trace.second)}</strong></Line>}
      {bulk && <Line head={t.acts.bulk}>{both(bulk.zh, bulk.en)}{t.dash}<strong>{t.peopleOf(bulk.people)}</strong>{t.dash}{t.bulkWhat}</Line>}
      {props.one.founding && <Line head={t.acts.founding}><strong>{foundingOf(t, props.one)}</strong></Line>}
      {held && <Line head={t.acts.held}><HeldLines held={held} /></Line>}
    </>
  );
}

export function What(props: { one: Request }) {
  const t = useTexts(), both = useBoth();
  const { one } = props;
  const { seconders } = one;
  return (
    <table>
      <caption class="heard">{t.whatIsAsked}</caption>
      <tbody>
        {isPerson(one) ? <PersonLines one={one} /> : <OfficeLines one={one} />}
        {one.words && <Line head={t.words}>{one.words}</Line>}
        <Line head={t.askedBy}>{one.asked_by}{t.dash}{bodyText(t, one.asked_body)}{t.dash}{timeText(one.asked_at)}</Line>
        {seconders && <Line head={t.whoSeconds}>{both(seconders.zh, seconders.en)}</Line>}
        {one.emergency && <Line head={t.emergency}>{t.emergencyWhat}</Line>}
        {one.decided_at && <Line head={outcomeOf(t, one)}>{one.decided_by}{t.dash}{bodyText(t, one.decided_body)}{t.dash}{timeText(one.decided_at)}</Line>}
        {one.reply && <Line head={t.why}>{one.reply}</Line>}
      </tbody>
    </table>
  );
}

/** Why the one who is signed in does not second it; "": they may try. */
export function useWhyNot(one: Request): string {
  const t = useTexts();
  const { who } = useDesk();
  const { seconders } = one;
  if (!who?.rights.includes("second")) return t.noRightToSecond;
  if (who.body === one.asked_body) return t.sameBody;
  const among = !seconders || (seconders.bodies.includes(who.kind) && (who.kind === "inspection" || who.roles.some((role) => seconders.roles.includes(role))));
  return among ? "" : t.notAmongSeconders;
}

export const lapsesAt = (one: Request): number => one.asked_at + 86_400;
