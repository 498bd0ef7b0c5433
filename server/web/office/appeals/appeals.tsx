// SPDX-License-Identifier: Apache-2.0
// Appeals against what restrains somebody, with the time until which they are answered, by a body that
// took no part.
import { useState } from "preact/hooks";
import { nowS } from "../../shared/clock";
import { Appeal, Appeals } from "../api";
import { useAsked } from "../asked";
import { may, say, useDesk } from "../desk";
import { awayText, bodyText, tailOf, timeText, useTexts } from "../language";
import { Chosen } from "../parts/chosen";
import { Choice, Field, Form, Refused } from "../parts/controls";
import { OneArea } from "../parts/one_area";
import { useSend } from "../parts/send";
import { addressOf, ofArea, ofPage, settle } from "../route";
import { Texts } from "../zh";
import { WriteDownModal } from "./write_down";

const whom = (t: Texts, one: Appeal): string => one.name ?? t.numberOf(one.index);
const isOpen = (one: Appeal): boolean => one.state === "open" || one.state === "escalated";

function Answer(props: { one: Appeal; done: () => void }) {
  const t = useTexts();
  const [outcome, setOutcome] = useState("");
  const [words, setWords] = useState("");
  const send = useSend();
  const path = `/v1/appeals/${props.one.area}/${props.one.id}/answers`;
  const done = () => {
    say(t.appealStates[outcome]);
    props.done();
  };
  return (
    <Form id="answer" submit={t.answerIt} run={() => send("POST", path, { json: { outcome, words } }, done)} missing={[[t.answer, outcome], [t.why, words]]}>
      <Choice id="outcome" label={t.answer} value={outcome} onValue={setOutcome} none={t.choose} of={[["lifted", t.appealLift], ["upheld", t.appealUphold]]} />
      <Field id="answer-words" label={t.why} value={words} onValue={setWords} hint={t.answerHint} lines={3} />
    </Form>
  );
}

function AppealDetail(props: { one: Appeal; done: () => void }) {
  const t = useTexts();
  const { who } = useDesk();
  const { one } = props;
  const bodies = [...new Set([one.asked_body, one.decided_body].filter(Boolean))];
  const tookPart = who?.body === one.asked_body || who?.body === one.decided_body;
  return (
    <section class="detail" aria-labelledby="detail-title">
      <h2 id="detail-title">{whom(t, one)}{t.colon}{t.lines_[one.field]}</h2>
      <p class="hint">{one.unit} {tailOf(t, one.tail)}{t.dash}{t.number(one.id)}{t.dash}{t.ways[one.way ?? ""]}{t.dash}{timeText(one.made_at)}</p>
      <blockquote>{one.words}</blockquote>
      <p>{t.ground}{t.colon}{one.ground ?? "—"}{t.dash}{t.tookPart}{t.colon}{bodies.map((id) => bodyText(t, id)).join(t.comma) || "—"}</p>
      {one.state === "escalated" && <p class="look">{t.appealStates.escalated}</p>}
      {isOpen(one) && <p class={one.due_at < nowS() ? "look" : ""}>{t.dueAt(timeText(one.due_at))}{t.dash}{awayText(t, one.due_at, nowS())}</p>}
      {one.answered_at && <p>{t.appealStates[one.state]}{t.dash}{one.answered_by}{t.dash}{timeText(one.answered_at)}{t.colon}{one.answer}</p>}
      {isOpen(one) && (tookPart || !may(who, "appeals") ? <p class="hint">{tookPart ? t.mayNotAnswer : t.noRightToAnswer}</p> : <Answer key={one.id} one={one} done={props.done} />)}
    </section>
  );
}

export const appealsPath = (values: URLSearchParams): string => `/v1/appeals?all=${values.get("all") === "1" ? 1 : 0}${ofPage(values)}${ofArea(values.get("area") ?? "")}`;

export function AppealsPage(props: { values: URLSearchParams }) {
  const t = useTexts();
  const all = props.values.get("all") === "1";
  const area = props.values.get("area") ?? "";
  const asked = useAsked<Appeals>(appealsPath(props.values));
  const [id, choose] = useState(0);
  const [writing, write] = useState(false);
  const list = asked.body?.appeals;
  return (
    <>
      <h1>{t.pages.appeals}</h1>
      <OneArea page="appeals" area={area} />
      <div class="tools">
        <Choice id="all" label={t.show} value={all ? "1" : ""} onValue={(value) => settle("appeals", { all: value, area })} of={[["", t.waitingOnly], ["1", t.decidedToo]]} />
        <p class="hint">{t.appealsHow}</p>
        <button id="write-down" onClick={() => write(true)}>{t.writeDown}</button>
        <button class="plain" onClick={asked.again}>{t.refresh}</button>
      </div>
      <Refused of={asked} />
      {list && !list.length && <p class="nothing">{t.noAppeals}</p>}
      {list && list.length > 0 && (
        <Chosen id="appeals" label={t.pages.appeals} list={list} keyOf={(one) => one.id} chosen={id} choose={choose}
                row={(one) => <><span class="name">{whom(t, one)}</span><span>{t.lines_[one.field]}</span>
                  <span class={"mark" + (isOpen(one) && one.due_at < nowS() ? " late" : "")}>{isOpen(one) ? awayText(t, one.due_at, nowS()) : t.appealStates[one.state]}</span></>}
                detail={(one) => <AppealDetail one={one} done={asked.again} />} />
      )}
      {asked.body?.next && <p><a href={addressOf("appeals", { all: all ? "1" : "", area, from: String(asked.body.next) })}>{t.nextPage}</a></p>}
      {writing && <WriteDownModal close={() => write(false)} done={asked.again} />}
    </>
  );
}
