// SPDX-License-Identifier: Apache-2.0
// What the home page asks for; null: the one who is signed in may not, or does not see it.
import { isAbove, may, Who } from "../desk";
import { drillsPath } from "../response/drills";

export const TESTS_HOURS = "48";

/** Somebody who reads the sum over their communities. */
export const seesSum = (who: Who | null): boolean => isAbove(who) && may(who, "reports");

type Asks = (who: Who | null) => string | null;

const of = (path: string, ...rights: string[]): Asks => (who) => (may(who, ...rights) ? path : null);
const ofSum = (path: (area: string) => string): Asks => (who) => (seesSum(who) ? path(who?.area ?? "") : null);
const ofOne = (asks: Asks): Asks => (who) => (seesSum(who) ? null : asks(who));

export const HOME = {
  drills: of(drillsPath(""), "reports"),
  requests: (who: Who | null) => of("/v1/requests", ...(seesSum(who) ? ["second"] : ["propose", "second", "audit"]))(who),
  applications: ofOne(of("/v1/applications?state=waiting", "passes")),
  appeals: ofOne(of("/v1/appeals", "passes", "appeals")),
  lacking: ofOne(of("/v1/passes?lacking=1", "passes")),
  gates: ofOne(of("/v1/gates", "reports")), // those of many stand in the table of communities
  ends: of("/v1/ends", "reports"),
  contradictions: ofOne(of("/v1/policies/contradictions", "reports")),
  hours: ofOne(of("/v1/events/hours?hours=24", "reports")),
  tests: ofOne(of("/v1/reports/tests?hours=" + TESTS_HOURS, "reports")),
  figures: ofSum((area) => "/v1/figures/" + area),
  contradictionsBelow: ofSum((area) => "/v1/policies/contradictions?area=" + area),
};

export const homePaths = (who: Who | null): string[] => Object.values(HOME).flatMap((asks) => asks(who) ?? []);
