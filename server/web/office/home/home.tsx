// SPDX-License-Identifier: Apache-2.0
// What the morning begins with: who waits, what is wrong, how many passed.
import { nowS } from "../../shared/clock";
import { Appeals, Applications, Ends, Gate, Holders, Hour, Requests } from "../api";
import { useAsked } from "../asked";
import { isAbove, may, useDesk } from "../desk";
import { awayText, dateText, useBoth, useTexts } from "../language";
import { DrillNow } from "../response/drills";
import { isSilent } from "../gates/silent";
import { addressOf } from "../route";
import { AreasHome, Contradictions } from "./areas";
import { HOME, seesSum } from "./asks";
import { HoursChart } from "./chart";
import { FoundingNow } from "./founding";
import { TestsChart } from "./tests";
import { Tile } from "./tile";

function Waiting(props: { requests?: Requests }) {
  const t = useTexts();
  const { who } = useDesk();
  const applications = useAsked<Applications>(HOME.applications(who)).body;
  const { appeals, next } = useAsked<Appeals>(HOME.appeals(who)).body ?? {};
  const lacking = useAsked<Holders>(HOME.lacking(who)).body;
  const due = appeals?.map((one) => one.due_at).sort((a, b) => a - b)[0];
  return (
    <div class="tiles">
      {may(who, "passes") && <Tile href="#applications" n={applications?.applications.length} more={!!applications?.next} words={t.tiles.applications} />}
      {may(who, "propose", "second", "audit") && <Tile href="#requests" n={props.requests?.requests.length} more={!!props.requests?.next} words={t.tiles.requests} />}
      {may(who, "passes", "appeals") && <Tile href="#appeals" n={appeals?.length} more={!!next} words={t.tiles.appeals} late={due ? t.firstDue(awayText(t, due, nowS())) : ""} />}
      {may(who, "passes") && <Tile href="#passes?lacking=1" n={lacking?.holders.length} more={!!lacking?.next} words={t.tiles.lacking} />}
    </div>
  );
}

function Wrong() {
  const t = useTexts(), both = useBoth();
  const { who } = useDesk();
  const above = isAbove(who); // whose gates stand in the table of communities
  const gates = useAsked<{ gates: Gate[] }>(HOME.gates(who)).body?.gates;
  const { ends, machines, standby } = useAsked<Ends>(HOME.ends(who)).body ?? {};
  const found = useAsked<Contradictions>(HOME.contradictions(who), true).body?.findings ?? [];
  const alone = machines === 1 && standby !== "none";
  const silent = gates?.filter(isSilent) ?? [];
  if ((gates || above) && ends && !silent.length && !ends.length && !found.length && !alone) return <p class="done">{t.nothingWrong}</p>;
  return (
    <ul class="wrongs">
      {alone && <li class="late" id="standby">{t.standbyMissing(standby === "needed")}</li>}
      {silent.map((gate) => (
        <li key={gate.gate}><a href="#gates">{t.gateSilent(gate.name)}</a>{t.colon}{gate.heard_at ? awayText(t, gate.heard_at, nowS()) : t.notHeard}</li>
      ))}
      {found.map((one, n) => (
        <li key={"rules" + n} class="contradiction"><a href={addressOf("rules")}>{t.areas.contradictions}</a>{t.colon}{both(one.zh, one.en)}</li>
      ))}
      {ends?.map((one, n) => (
        <li key={n} class={one.within_days === 7 ? "late" : ""}>
          {t.endsAt(both(one.kind_zh, t.endKinds[one.kind] ?? one.kind), one.name, dateText(one.end))}{one.count ? t.passesEnd(one.count) : ""}
        </li>
      ))}
    </ul>
  );
}

/** Of one community. */
function CommunityHome(props: { requests?: Requests }) {
  const t = useTexts();
  const { who } = useDesk();
  const hours = useAsked<{ hours: Hour[] }>(HOME.hours(who)).body?.hours;
  return (
    <>
      <h2>{t.whoWaits}</h2>
      <Waiting requests={props.requests} />
      <h2>{t.whatIsWrong}</h2>
      <Wrong />
      <h2>{t.entriesByHour}</h2>
      {hours && (hours.some((one) => one.in + one.out + one.refused) ? <HoursChart hours={hours} /> : <p class="nothing">{t.noEntries}</p>)}
      {may(who, "reports") && <p><a href={addressOf("reports", { report: "passages" })}>{t.reports.reports.passages}</a></p>}
      {may(who, "reports") && <TestsChart />}
    </>
  );
}

export function HomePage() {
  const t = useTexts();
  const { who } = useDesk();
  const above = seesSum(who);
  const requests = useAsked<Requests>(HOME.requests(who)).body ?? undefined; // for both below
  return (
    <>
      <h1>{t.pages.home}</h1>
      <DrillNow path={HOME.drills(who)} />
      {may(who, "second") && <FoundingNow requests={requests?.requests} />}
      {above ? <><AreasHome /><h2>{t.ends_}</h2><Wrong /></> : <CommunityHome requests={requests} />}
    </>
  );
}
