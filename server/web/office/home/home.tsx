// SPDX-License-Identifier: Apache-2.0
// What the morning begins with: who waits, what is wrong, how many passed.
import { nowS } from "../../shared/clock";
import { useAsked } from "../asked";
import { isAbove, may, useDesk } from "../desk";
import { agoText, awayText, dateText, useArea, useBoth, useTexts } from "../language";
import { DrillNow } from "../response/drills";
import { isSilent } from "../gates/silent";
import { addressOf } from "../route";
import { Home, HOME_PATH, seesSum } from "./api";
import { AreasHome } from "./areas";
import { HoursChart } from "./chart";
import { FoundingNow } from "./founding";
import { TestsChart } from "./tests";
import { Tile } from "./tile";

interface OfHome {
  home: Home | null; // null: not there yet
}

function Waiting({ home }: OfHome) {
  const t = useTexts();
  const { who } = useDesk();
  const due = home?.appeals?.due_at;
  return (
    <div class="tiles">
      {may(who, "passes") && <Tile href="#applications" n={home?.applications} words={t.tiles.applications} />}
      {may(who, "propose", "second", "audit") && <Tile href="#requests" n={home?.requests?.waiting} more={home?.requests?.more} words={t.tiles.requests} />}
      {may(who, "passes", "appeals") && <Tile href="#appeals" n={home?.appeals?.waiting} words={t.tiles.appeals} late={due ? t.firstDue(awayText(t, due, nowS())) : ""} />}
      {may(who, "passes") && <Tile href="#passes?lacking=1" n={home?.lacking} words={t.tiles.lacking} />}
    </div>
  );
}

function Wrong({ home }: OfHome) {
  const t = useTexts(), both = useBoth(), called = useArea();
  const { who } = useDesk();
  const above = isAbove(who); // whose gates, and what contradicts, stand beside the table of communities
  const { gates, ends, machines, standby } = home ?? {};
  const found = (!seesSum(who) && home?.contradictions?.findings) || [];
  const leads = !above && may(who, "passes");
  const alone = machines === 1 && standby !== "none";
  const silent = gates?.filter(isSilent) ?? [];
  if ((gates || above) && ends && !silent.length && !ends.length && !found.length && !alone) return <p class="done">{t.nothingWrong}</p>;
  return (
    <ul class="wrongs">
      {alone && <li class="late" id="standby">{t.standbyMissing(standby === "needed")}</li>}
      {silent.map((gate) => (
        <li key={gate.gate}><a href="#gates">{t.gateSilent(gate.name)}</a>{t.colon}{gate.heard_at ? agoText(t, gate.heard_at, nowS()) : t.notHeard}</li>
      ))}
      {found.map((one, n) => (
        <li key={"rules" + n} class="contradiction"><a href={addressOf("rules")}>{t.areas.contradictions}</a>{t.colon}{both(one.zh, one.en)}</li>
      ))}
      {ends?.map((one, n) => (
        <li key={n} class={one.within_days === 7 ? "late" : ""}>
          {one.count && <>{above && <>{called(one.name)}{t.colon}</>}{leads ? <a class="ending" href={addressOf("passes", { lacking: "ending" })}>{t.passesEnd(one.count, dateText(one.end))}</a> : t.passesEnd(one.count, dateText(one.end))}</>}
          {!one.count && t.endsAt(both(one.kind_zh, t.endKinds[one.kind] ?? one.kind), one.name, dateText(one.end))}
        </li>
      ))}
    </ul>
  );
}

/** Of one community. */
function CommunityHome({ home }: OfHome) {
  const t = useTexts();
  const { who } = useDesk();
  const hours = home?.hours;
  return (
    <>
      <h2>{t.whoWaits}</h2>
      <Waiting home={home} />
      <h2>{t.whatIsWrong}</h2>
      <Wrong home={home} />
      <h2>{t.entriesByHour}</h2>
      {hours && (hours.some((one) => one.in + one.out + one.refused) ? <HoursChart hours={hours} leads={may(who, "reports")} /> : <p class="nothing">{t.noEntries}</p>)}
      {may(who, "reports") && <p><a href={addressOf("reports", { report: "passages" })}>{t.reports.reports.passages}</a></p>}
      {home?.tests && <TestsChart report={home.tests} />}
    </>
  );
}

export function HomePage() {
  const t = useTexts();
  const { who } = useDesk();
  const home = useAsked<Home>(HOME_PATH).body;
  return (
    <>
      <h1>{t.pages.home}</h1>
      <DrillNow drills={home?.drills} />
      {may(who, "second") && <FoundingNow requests={home?.requests?.founding} />}
      {seesSum(who) ? <><AreasHome home={home} /><h2>{t.ends_}</h2><Wrong home={home} /></> : <CommunityHome home={home} />}
    </>
  );
}
