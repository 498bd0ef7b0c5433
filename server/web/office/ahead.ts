// SPDX-License-Identifier: Apache-2.0
// What a page asks for first is asked for when its link is pressed, and the page is opened with the
// answers: it is drawn once, and not a first time without them. A press that is taken back has read all the
// same, and what is written down of readings says so.
import { appealsPath } from "./appeals/appeals";
import { applicationsPath } from "./applications/applications";
import { askAhead } from "./asked";
import { auditPath } from "./audit/audit";
import { Who } from "./desk";
import { HOME_PATH } from "./home/api";
import { askPasses } from "./passes/passes";
import { reportPath } from "./reports/reports";
import { requestsPath } from "./requests/requests";
import { askResidents } from "./residents/residents";
import { Page, Route } from "./route";
import { visitorsPath } from "./visitors/visitors";

const MARK_MS = 100; // longer and somebody asks themselves whether they have hit it
const PATIENCE_MS = 1000;

type Asks = (values: URLSearchParams, who: Who | null) => Promise<unknown>;

const get = (pathOf: (values: URLSearchParams, who: Who | null) => string): Asks => (values, who) => askAhead(pathOf(values, who));

/** The others are quick enough. */
const ASKS: Partial<Record<Page, Asks>> = {
  home: () => askAhead(HOME_PATH),
  applications: get(applicationsPath), residents: askResidents, passes: askPasses, visitors: get(visitorsPath), requests: get(requestsPath),
  appeals: get(appealsPath), reports: get(reportPath), audit: get(auditPath),
};

/** Until the answers are there; what takes long is marked, and a page that takes longer yet is drawn without. */
export async function ahead({ page, values }: Route, who: Who | null): Promise<void> {
  const asked = ASKS[page]?.(values, who), main = document.querySelector("main");
  if (!asked) return;
  const mark = setTimeout(() => main?.setAttribute("aria-busy", "true"), MARK_MS);
  await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
  clearTimeout(mark);
  main?.removeAttribute("aria-busy");
}
