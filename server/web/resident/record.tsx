// SPDX-License-Identifier: Apache-2.0
// Who set what, on which ground, until when; and how to appeal.
import { useEffect, useState } from "preact/hooks";
import { Appeal, Held, Restraint } from "../shared/holder_api";
import { AppealForm, AppealState } from "./appeal";
import { dateText, useTexts } from "./language";
import { Sign } from "./sign";
import { usePhone } from "./phone";
import * as server from "./server";

/** null: not known, without a network say. */
type Appeals = Appeal[] | null | "asking";

function useAppeals(): [Appeals, () => void] {
  const { pair } = usePhone();
  const [appeals, learn] = useState<Appeals>("asking");
  const [asked, again] = useState(0);
  useEffect(() => {
    if (pair) void server.appeals(pair).then((answer) => learn(answer.body?.appeals ?? null));
  }, [pair, asked]);
  return [appeals, () => again(asked + 1)];
}

const isAbout = (appeal: Appeal, pass: Held, field: string) =>
  appeal.area === pass.area && appeal.index === pass.index && appeal.field === field;

interface Card {
  pass: Held;
  restraint: Restraint;
  appeals: Appeals;
  ask: () => void;
}

function AppealPart(props: Card) {
  const t = useTexts();
  if (props.appeals === "asking") return <p role="status">{t.loading}</p>;
  if (!props.appeals) return <p class="warning">{t.noNetwork}</p>;
  const about = props.appeals.filter((appeal) => isAbout(appeal, props.pass, props.restraint.field));
  const waits = about.some((appeal) => appeal.state === "open" || appeal.state === "escalated");
  return (
    <>
      {about.slice(0, 1).map((appeal) => <AppealState key={appeal.id} appeal={appeal} />)}
      {!waits && <AppealForm pass={props.pass} restraint={props.restraint} done={props.ask} />}
    </>
  );
}

function RestraintCard(props: Card) {
  const t = useTexts();
  const { language } = usePhone();
  const { field, value, by, until, evidence } = props.restraint;
  const words = (t as unknown as Record<string, Record<string, string>>)[field] ?? {};
  const ground = language === "zh" ? props.restraint.ground_zh : props.restraint.ground_en;
  return (
    <li class="restraint">
      <Sign weight="bad" />
      <strong>{(t.lines[field] ?? field) + t.colon + (words[value] ?? value)}</strong>
      <span>{t.setBy}<bdi>{by}</bdi></span>
      {ground && <span>{t.ground}<bdi>{ground}</bdi></span>}
      {evidence && <span>{t.evidence}<bdi>{evidence}</bdi></span>}
      <span>{t.until}{until ? dateText(until) : t.untilFurther}</span>
      <AppealPart {...props} />
    </li>
  );
}

export function RecordPage() {
  const t = useTexts();
  const passes = usePhone().me?.passes ?? [];
  const [appeals, ask] = useAppeals();
  const some = passes.some((pass) => pass.restraints?.length);
  return (
    <main class="record">
      <h1>{t.restraintsTitle}</h1>
      {!some && <p>{t.noRestraint}</p>}
      {passes.filter((pass) => pass.restraints?.length).map((pass) => (
        <section key={pass.area + pass.index}>
          <h2><bdi translate={false}>{pass.name}</bdi></h2>
          <ul>
            {pass.restraints?.map((restraint, n) => (
              <RestraintCard key={n} pass={pass} restraint={restraint} appeals={appeals} ask={ask} />
            ))}
          </ul>
        </section>
      ))}
      {some && <p>{t.appealHow}</p>}
    </main>
  );
}
