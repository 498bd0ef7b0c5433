// SPDX-License-Identifier: Apache-2.0
// What the home page shows, in one answer: what the one who is signed in may not see is left out.
import { End, Gate, Hour, Request } from "../api";
import { isAbove, may, Who } from "../desk";
import { Report } from "../reports/api";
import { Drill } from "../response/api";
import { Finding } from "../rules/api";

export const HOME_PATH = "/v1/home";
export const TESTS_HOURS = "48"; // of the report in it

/** GET /v1/policies/contradictions */
export interface Contradictions {
  area: string;
  areas: { area: string; contradictions: number }[];
  findings: Finding[];
}

/** GET /v1/home */
export interface Home {
  applications?: number; // that wait
  lacking?: number; // residents without a pass that is good
  appeals?: { waiting: number; due_at?: number };
  requests?: { waiting: number; more: boolean; founding: Request[] };
  drills?: Drill[];
  ends?: End[];
  machines?: number; // that a commit is on, where a second one can have it …
  standby?: "none" | "wanted" | "needed"; // … and whether one should
  gates?: Gate[];
  hours?: Hour[];
  contradictions?: Contradictions;
  tests?: Report;
  figures?: Report; // in the place of the three above, for who sees the sum over their communities
}

/** Somebody who reads the sum over their communities. */
export const seesSum = (who: Who | null): boolean => isAbove(who) && may(who, "reports");
