// SPDX-License-Identifier: Apache-2.0
// The shapes of /v1/policies, as docs/api/openapi.yaml has them.

export interface Rule {
  order: string;
  id: string;
  topic: string;
  topic_zh: string;
  zh: string;
  en: string;
  stands?: string;
}

export interface Order {
  id: string;
  document: string;
  issuer: string;
  valid_from: number;
  valid_to: number;
  rules: number;
}

export interface Policy {
  area: string;
  level: string;
  level_zh: string;
  seq: number;
  orders: Order[];
  rules: Rule[];
}

/** A rule as the form has it; a rule of CertLogic has other members. */
export interface TypedRule {
  topic: string;
  limit: string;
  who: string[]; // roles; none: whom it usually concerns
  on_fail: string;
  directions: string;
  until: string;
  delegable: boolean;
  keeps_home: boolean;
}

/** GET /v1/policies/drafts/{draft}: as it was sent. */
export interface Sent {
  draft: number;
  area: string;
  policy: Record<string, string> & { rules?: (Partial<Omit<TypedRule, "directions">> & { directions?: string[] })[] };
}

export interface Draft {
  draft: number;
  area: string;
  actor: string;
  created_at: number;
  seq?: number;
  accepted?: string;
}

export interface Policies {
  area: string;
  policies: Policy[];
  drafts: Draft[];
}

export interface Finding {
  kind: string;
  weight: string;
  zh: string;
  en: string;
  example_zh: string;
  example_en: string;
  community: string;
  communities: number;
}

export interface Check {
  area: string;
  errors: number;
  warnings: number;
  findings: Finding[];
  rules: Rule[];
}

export interface TriedRule {
  rule: string;
  zh: string;
  en: string;
  denied: number;
  reviewed: number;
}

export interface TriedGate {
  gate: string;
  name: string;
  denied: number;
  reviewed: number;
}

export interface HeadGroup {
  rule: string;
  why: string;
  zh: string;
  en: string;
  stopped: number;
  reviewed: number;
}

export interface Heads {
  residents: number;
  stopped: number;
  reviewed: number;
  stopped_before: number;
  reviewed_before: number;
  groups: HeadGroup[];
}

export interface Rehearsal {
  from: number;
  to: number;
  replayed: number;
  kept_apart: number;
  same: number;
  denied: number;
  reviewed: number;
  let_in: number;
  rules: TriedRule[];
  gates: TriedGate[];
  busiest_count: number;
  busiest_hour?: number;
  today: Heads;
}
