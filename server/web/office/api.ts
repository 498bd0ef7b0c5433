// SPDX-License-Identifier: Apache-2.0
// The shapes of the server's answers, as docs/api/openapi.yaml has them; a test holds answers to them.

export interface Difference {
  what: string;
  zh: string;
  en: string;
}

export interface OnRoster {
  index: number;
  name: string;
  tail: string;
  unit: string;
  room: string;
}

export interface Application {
  area: string;
  id: number;
  state: "waiting" | "approved" | "refused";
  relation: "own" | "family";
  name: string;
  id_type: string;
  tail: string;
  unit: string;
  room: string;
  phone: string;
  role: string | null;
  differs: Difference[];
  asked_at: number;
  roster?: OnRoster;
  decided_at?: number;
  decided_by?: string;
  words?: string;
}

export interface Applications {
  applications: Application[];
  next?: number;
}

export interface Resident {
  area: string;
  index: number;
  name: string;
  tail: string;
  unit: string;
  household: number;
  role: string | null;
  state: string;
  health: string;
  travel: string;
  test: string;
  record: number;
  generation: number;
  passes: number;
}

export interface Residents {
  residents: Resident[];
  more?: boolean;
  count?: number;
  next?: number;
}

export interface Restraint {
  field: string;
  value: string;
  by: string;
  until: number;
  ground?: string;
  ground_zh?: string;
  ground_en?: string;
  evidence?: string;
}

export interface Said {
  field: string;
  value: string;
  value_zh: string;
  act: string;
  source: string;
  id: string;
  observed_at: number;
  valid_until: number;
  reported_at?: number;
  ground?: string;
}

export type Exempt = "swab" | "household" | "temperature";

/** PUT /v1/residents/{area}/{index}/exemptions */
export interface Exemptions {
  exempt: Exempt[];
  request?: Request;
}

export interface Document {
  document: string;
  id_type: string;
  id_number?: string; // of a record that is opened
  tail: string;
  own: boolean;
  added_at: number;
  added_by: string;
}

export interface Person extends Resident {
  exempt: Exempt[];
  documents: Document[];
  id_type: string;
  id_number: string;
  phone: string;
  room: string;
  birth_date: string;
  moved_in: string;
  tenure: string; // "own", "rent" or ""
  restraints: Restraint[];
  statements: Said[];
}

/** GET /v1/passes */
export interface Holder {
  index: number;
  name: string;
  tail: string;
  unit: string;
  room: string;
  role: string | null;
  generation: number;
  passes: number;
  good: boolean;
  phones: number;
  slip_at?: number;
  iat?: number;
  exp?: number;
  bound?: boolean;
}

export interface Holders {
  holders: Holder[];
  next?: number;
}

export interface Pass {
  index: number;
  generation: number;
  name: string;
  tail: string;
  unit: string;
  role: string | null;
  iat: number;
  exp: number;
  bound: boolean;
  text: string;
}

export interface Issued {
  area: string;
  passes: Pass[];
}

/** GET /v1/visitors */
export interface Visitor {
  area: string;
  visit: number;
  index: number;
  role: string;
  name: string;
  tail: string;
  unit: string;
  state: string;
  from: number;
  until: number;
  made_at: number;
  host?: number;
}

export interface Visitors {
  visitors: Visitor[];
  next?: number;
}

export interface VisitPass {
  index: number;
  role: string;
  name: string;
  tail: string;
  unit: string;
  text?: string;
}

export interface Visit {
  area: string;
  visit: number;
  state: string;
  from: number;
  until: number;
  made_at: number;
  host?: number;
  passes: VisitPass[];
}

export interface Claim {
  id: number;
  kind: string;
  unit: string;
  room: string;
  index?: number;
  name?: string;
  made_at: number;
  until: number;
  code?: string;
}

export interface Claims {
  area: string;
  claims: Claim[];
}

export interface Allowed {
  field: string; // "pass": a state of the pass; else of the record
  value: string;
  zh: string;
  en: string;
}

export interface Ground {
  ground: string;
  zh: string;
  en: string;
  days: number;
  alone: boolean;
  allows: Allowed[];
}

export interface Body {
  id: string;
  name: string;
  kind: string;
  area: string;
}

export interface Account {
  login: string;
  body: string;
  area: string;
  roles: string[];
  active: boolean;
  uid?: number;
  ended_at?: number;
}

export interface Held {
  import: number;
  lines: number;
  counts: Record<string, number>;
}

export interface Policy {
  draft: number;
  end?: string;
}

export interface Bulk {
  what: string;
  zh: string;
  en: string;
  people: number;
}

export interface TraceWish {
  id: number;
  from: number;
  to: number;
  minutes: number;
  first: number;
  second: number;
}

/** What one account did before there was a second. */
export interface Founding {
  what: string; // import, add, passes
  import?: number;
  people: number;
}

/** Who may second what waits. */
export interface Seconders {
  bodies: string[];
  roles: string[];
  accounts?: string[];
  zh: string;
  en: string;
}

export interface Request {
  area: string;
  id: number;
  act: string;
  evidence: string;
  words: string;
  asked_by: string;
  asked_body: string;
  asked_at: number;
  outcome: string;
  hash: string;
  held?: Held;
  bulk?: Bulk;
  trace?: TraceWish;
  exemption?: { taken: Exempt[]; left: Exempt[] };
  document?: { id_type: string; tail: string; other?: number; elsewhere: boolean };
  founding?: Founding;
  policy?: Policy;
  body?: Body;
  account?: Account;
  login?: string;
  index?: number;
  name?: string;
  tail?: string;
  unit?: string;
  restraint?: string;
  restraint_zh?: string;
  ground?: string;
  ground_zh?: string;
  ground_en?: string;
  until?: number;
  emergency?: boolean;
  repeated?: boolean;
  seconders?: Seconders;
  decided_by?: string;
  decided_body?: string;
  decided_at?: number;
  reply?: string;
}

export interface Requests {
  requests: Request[];
  next?: number;
}

export interface Appeal {
  area: string;
  id: number;
  index: number;
  field: string;
  state: string;
  made_at: number;
  due_at: number;
  name?: string;
  tail?: string;
  unit?: string;
  ground?: string;
  answered_at?: number;
  answer?: string;
  way?: string;
  words?: string;
  request?: number;
  asked_body?: string;
  decided_body?: string;
  above?: string;
  made_by?: string;
  answered_by?: string;
  answered_body?: string;
}

export interface Appeals {
  appeals: Appeal[];
  next?: number;
}

export interface Gate {
  gate: string;
  area: string;
  name: string;
  kind: string;
  added_at: number;
  acknowledged: number;
  heard_at?: number;
  removed_at?: number;
  program?: string; // "tongxing-gate/1.2.0"
  held?: { trust: number; policy: number; list: number };
  unsent?: number;
}

export interface Hour {
  at: number;
  in: number;
  out: number;
  refused: number;
}

export interface End {
  kind: string;
  name: string;
  end: number;
  within_days: number;
  kind_zh?: string;
  count?: number;
}

export interface AuditEntry {
  n: number;
  read: boolean;
  died: boolean;
  at?: number;
  account?: string;
  body?: string;
  action?: string; // what was done: the log's word for it, and ours
  zh?: string;
  en?: string;
  detail?: string; // as it was written, and in words
  detail_zh?: string;
  detail_en?: string;
  index?: number;
}
