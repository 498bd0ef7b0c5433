// SPDX-License-Identifier: Apache-2.0
// What waits for a second person of another body.
import { useState } from "preact/hooks";
import { nowS } from "../../shared/clock";
import { Request, Requests } from "../api";
import { useAsked } from "../asked";
import { may, useDesk } from "../desk";
import { awayText, timeText, useArea, useBoth, useTexts } from "../language";
import { Chosen } from "../parts/chosen";
import { Choice, Refused } from "../parts/controls";
import { OneArea } from "../parts/one_area";
import { addressOf, ofArea, ofPage, settle } from "../route";
import { Decide } from "./decide";
import { ManyModal } from "./many";
import { lapsesAt, outcomeOf, titleOf, What } from "./what";

function RequestDetail(props: { one: Request; done: () => void }) {
  const t = useTexts(), both = useBoth(), called = useArea();
  const { one } = props;
  return (
    <section class="detail" aria-labelledby="detail-title">
      <h2 id="detail-title">{titleOf(t, one, both, called)}</h2>
      <p class="hint">{t.number(one.id)}{one.outcome === "asked" && !one.founding && <>{t.dash}{t.lapses(awayText(t, lapsesAt(one), nowS()))}</>}</p>
      {one.founding && one.outcome === "asked" && <p class="hint">{t.founding.how}</p>}
      <What one={one} />
      {one.outcome === "asked" && <Decide key={one.id} one={one} done={props.done} />}
    </section>
  );
}

export const requestsPath = (values: URLSearchParams): string => `/v1/requests?all=${values.get("all") === "1" ? 1 : 0}${ofPage(values)}${ofArea(values.get("area") ?? "")}`;

export function RequestsPage(props: { values: URLSearchParams }) {
  const t = useTexts(), both = useBoth(), called = useArea();
  const { who } = useDesk();
  const [many, openMany] = useState(false);
  const all = props.values.get("all") === "1";
  const area = props.values.get("area") ?? "";
  const asked = useAsked<Requests>(requestsPath(props.values));
  const [id, choose] = useState(Number(props.values.get("id") ?? 0));
  const list = asked.body?.requests;
  return (
    <>
      <h1>{t.pages.requests}</h1>
      <OneArea page="requests" area={area} />
      <div class="tools">
        <Choice id="all" label={t.show} value={all ? "1" : ""} onValue={(value) => settle("requests", { all: value, area })} of={[["", t.waitingOnly], ["1", t.decidedToo]]} />
        <p class="hint">{t.requestsHow}</p>
        {may(who, "passes", "traces") && <button id="ask-for-many" class="plain" onClick={() => openMany(true)}>{t.inBulk}</button>}
        <button class="plain" onClick={asked.again}>{t.refresh}</button>
      </div>
      {many && <ManyModal close={() => openMany(false)} done={asked.again} />}
      <Refused of={asked} />
      {list && !list.length && <p class="nothing">{t.noRequests}</p>}
      {list && list.length > 0 && (
        <Chosen id="requests" label={t.pages.requests} list={list} keyOf={(one) => one.id} chosen={id} choose={choose}
                row={(one) => <><span class="name">{titleOf(t, one, both, called)}</span><span>{one.asked_by}</span><span class="mark">{one.outcome === "asked" ? timeText(one.asked_at) : outcomeOf(t, one)}</span></>}
                detail={(one) => <RequestDetail one={one} done={asked.again} />} />
      )}
      {asked.body?.next && <p><a href={addressOf("requests", { all: all ? "1" : "", area, from: String(asked.body.next) })}>{t.nextPage}</a></p>}
    </>
  );
}
