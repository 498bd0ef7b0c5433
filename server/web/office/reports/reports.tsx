// SPDX-License-Identifier: Apache-2.0
// The reports that the street asks for, and what a street or district reads of its communities: choose
// one and a day, look at chart and numbers, download.
import { useState } from "preact/hooks";
import { useAsked } from "../asked";
import { isAbove, may, useDesk, Who } from "../desk";
import { tailText, timeText, useTexts } from "../language";
import { Choice, Field, Refused, Wrong } from "../parts/controls";
import { useSend } from "../parts/send";
import { addressOf, settle } from "../route";
import { Report, Untested } from "./api";
import { ReportChart } from "./chart";
import { Numbers } from "./numbers";

const REPORTS = ["day", "passages", "tests", "people"];
const FIGURES = ["areas", "hours", "grounds"];
const OF_A_DAY = ["day", "passages", "areas", "hours"];
const OF_TESTS = ["day", "tests", "areas"];
const HOURS = [24, 48, 72, 168];
const CHINA_MS = 8 * 3600_000;

interface Wanted {
  report: string; // "figures-areas": of all communities of the account's area
  day: string;
  hours: string;
}

const today = (): string => new Date(Date.now() + CHINA_MS).toISOString().slice(0, 10);

const KNOWN = [...REPORTS, ...FIGURES.map((name) => "figures-" + name)];

/** An address may name what there is not. */
const known = <T extends string>(named: string | null, of: T[], first: T): T => of.find((one) => one === named) ?? first;

function wantedOf(values: URLSearchParams, who: Who | null): Wanted {
  const first = isAbove(who) ? "figures-areas" : "day";
  return { report: known(values.get("report"), KNOWN, first), day: values.get("day") ?? today(), hours: known(values.get("hours"), HOURS.map(String), "48") };
}

function pathOf(wanted: Wanted, who: Who | null): string {
  const figures = wanted.report.startsWith("figures-");
  const query = new URLSearchParams({ hours: wanted.hours });
  if (figures) {
    query.set("table", wanted.report.slice(8));
    query.set("from", wanted.day);
    return `/v1/figures/${who?.area}?${query}`;
  }
  if (OF_A_DAY.includes(wanted.report)) query.set("day", wanted.day);
  return `/v1/reports/${wanted.report}?${query}`;
}

export const reportPath = (values: URLSearchParams, who: Who | null): string => pathOf(wantedOf(values, who), who);

// --- who has no test

function WhoUntested(props: { hours: string }) {
  const t = useTexts();
  const send = useSend();
  const [shown, show] = useState<Untested | null>(null);
  const [wrong, setWrong] = useState("");
  const look = async (from: number) => setWrong(await send<Untested>("GET", `/v1/reports/tests/people?hours=${props.hours}&from=${from}`, {}, show));
  return (
    <>
      <h2>{t.reports.whoUntested}</h2>
      <p class="hint">{t.reports.whoWhat}</p>
      <Wrong words={wrong} />
      {!shown && <p><button id="who-untested" class="plain" onClick={() => void look(0)}>{t.reports.show}</button></p>}
      {shown && !shown.residents.length && <p class="nothing">{t.reports.nobody}</p>}
      {shown && shown.residents.length > 0 && (
        <div class="scroll wide" tabIndex={0} role="region" aria-label={t.reports.whoUntested}>
          <table id="untested">
            <thead><tr>{t.reports.people.map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
            <tbody>
              {shown.residents.map((one) => (
                <tr key={one.index}><th scope="row"><a href={addressOf("residents", { index: String(one.index) })} aria-label={t.numberOf(one.index)}>{one.index}</a></th><td>{one.name}</td><td>{tailText(t, one.tail)}</td><td>{one.unit}</td><td>{one.room}</td></tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {shown?.next !== undefined && <p><button class="plain" onClick={() => void look(shown.next ?? 0)}>{t.reports.more}</button></p>}
    </>
  );
}

// --- the page

function Chooser(props: { wanted: Wanted; change: (to: Partial<Wanted>) => void }) {
  const t = useTexts();
  const { who } = useDesk();
  const { wanted } = props;
  const kind = wanted.report.replace("figures-", "");
  const own: [string, string][] = REPORTS.map((name) => [name, t.reports.reports[name] ?? name]);
  const above: [string, string][] = FIGURES.map((name) => ["figures-" + name, t.reports.figures[name] ?? name]);
  // Of one community the first two say what its own reports do: they are there for who was sent a link to them.
  const offered = isAbove(who) ? [...above, ...own] : [...own, ...above.filter(([name], n) => n === 2 || name === wanted.report)];
  return (
    <div class="tools">
      <Choice id="report" label={t.reports.report} value={wanted.report} of={offered} onValue={(report) => props.change({ report })} />
      {OF_A_DAY.includes(kind) && <Field id="report-day" label={t.reports.day} type="date" value={wanted.day} onValue={(day) => day && props.change({ day })} />}
      {OF_TESTS.includes(kind) && (
        <Choice id="report-hours" label={t.reports.hours} value={wanted.hours} of={HOURS.map((n) => [String(n), t.hours(n)])} onValue={(hours) => props.change({ hours })} />
      )}
    </div>
  );
}

function Downloads(props: { path: string }) {
  const t = useTexts();
  const { language } = useDesk();
  return (
    <p class="buttons">
      {["xlsx", "csv", "pdf"].map((format) => (
        <a key={format} class="button plain" download href={`${props.path}&format=${format}&lang=${language}`}>{t.reports.download + " " + t.reports.formats[format]}</a>
      ))}
    </p>
  );
}

export function ReportsPage(props: { values: URLSearchParams }) {
  const t = useTexts();
  const { who } = useDesk();
  const wanted = wantedOf(props.values, who);
  const path = reportPath(props.values, who);
  const asked = useAsked<Report>(path), { body } = asked;
  const change = (to: Partial<Wanted>) => settle("reports", { ...wanted, ...to });
  const kind = wanted.report.replace("figures-", "");
  const hidden = body?.rows.some((row) => row.counts.includes("<5"));
  return (
    <>
      <h1>{t.pages.reports}</h1>
      <Chooser wanted={wanted} change={change} />
      <p class="hint">{t.reports.what[kind]}</p>
      <Refused of={asked} />
      {!asked.status && <p>{t.loading}</p>}
      {body && (
        <>
          <ReportChart report={body} />
          <Numbers report={body} />
          <p class="hint">{t.reports.at(timeText(body.at))}{hidden ? t.dash + t.reports.few : ""}</p>
          <Downloads path={path} />
          {wanted.report === "tests" && may(who, "search") && <WhoUntested key={wanted.hours} hours={wanted.hours} />}
        </>
      )}
    </>
  );
}
