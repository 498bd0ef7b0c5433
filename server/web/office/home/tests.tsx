// SPDX-License-Identifier: Apache-2.0
// Whose tests have run out, by building: a chart, the same numbers in a table, and the way to the people.
import { useState } from "preact/hooks";
import { useTexts } from "../language";
import { Report } from "../reports/api";
import { ReportChart } from "../reports/chart";
import { Numbers } from "../reports/numbers";
import { addressOf, goTo } from "../route";
import { TESTS_HOURS } from "./api";

const UNTESTED = { report: "tests", hours: TESTS_HOURS };

export function TestsChart({ report }: { report: Report }) {
  const t = useTexts();
  const [open, unfold] = useState(false); // a row for each building is drawn when somebody wants it
  if (!report.rows.length) return null;
  return (
    <>
      <h2>{t.testsIn(TESTS_HOURS)}</h2>
      <ReportChart report={report} open={() => goTo("reports", UNTESTED)} />
      <details onToggle={(event) => unfold(event.currentTarget.open)}>
        <summary>{t.asTable}</summary>
        {open && <Numbers report={report} />}
      </details>
      <p><a id="home-untested" href={addressOf("reports", UNTESTED)}>{t.reports.whoUntested}</a></p>
    </>
  );
}
