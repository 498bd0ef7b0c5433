// SPDX-License-Identifier: Apache-2.0
// Between applying and a pass: honest words, and what the office said.
import { nowS } from "../shared/clock";
import { MeApplication } from "../shared/holder_api";
import { useTexts } from "./language";
import { News } from "./news";
import { Notices } from "./notices";
import { askNow, usePhone } from "./phone";
import { goTo } from "./route";

function ApplicationState(props: { application: MeApplication }) {
  const t = useTexts();
  const { state, words, name } = props.application;
  if (state === "approved") return null;
  const refused = state === "refused";
  return (
    <section class={refused ? "warning" : ""}>
      <h2>{refused ? t.refused : t.waiting}</h2>
      <p><bdi translate={false}>{name}</bdi></p>
      {!refused && <p>{t.waitingWhat}</p>}
      {words && <p>{t.refusedWhat}<bdi>{words}</bdi></p>}
    </section>
  );
}

const REFUSED_IS_OLD_S = 7 * 86400;

/** Whose refusal is a week old has read it. */
function isNews(application: MeApplication): boolean {
  return application.state === "waiting" || nowS() - (application.decided_at ?? 0) < REFUSED_IS_OLD_S;
}

export function Applications() {
  const applications = (usePhone().me?.applications ?? []).filter(isNews);
  return (
    <>
      {applications.map((application) => (
        <ApplicationState key={application.area + application.id} application={application} />
      ))}
    </>
  );
}

export function WaitingPage() {
  const t = useTexts();
  return (
    <main class="waiting">
      <Applications />
      <Notices />
      <News works={false} />
      <button class="large" onClick={() => void askNow()}>{t.checkNow}</button>
      <button class="plain" onClick={() => goTo("apply")}>{t.applyAgain}</button>
    </main>
  );
}
