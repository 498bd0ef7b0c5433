// SPDX-License-Identifier: Apache-2.0
// What the server tells a holder and is told, as docs/api/openapi.yaml has it; tests/browser/resident.py
// holds these to what a server answers.

export interface MeRecord {
  state: string;
  health: string;
  travel: string;
  test: string;
  pending: boolean;
  sampled_at: number; // 0: never
}

export interface Restraint {
  field: string;
  value: string;
  ground?: string;
  ground_zh?: string;
  ground_en?: string;
  by: string;
  until: number; // 0: until it is released
  evidence?: string;
}

export interface TestRule {
  hours: number;
  hours_left: number; // of a negative result, when the server said it; 0: none counts
  document: string;
}

export interface Held {
  area: string;
  index: number;
  relation: "own" | "family";
  name: string; // masked
  tail: string;
  unit: string;
  role: string | null; // null: resident
  household: number;
  text: string; // as issued
  iat: number;
  exp: number;
  generation: number;
  renew_from?: number; // of GET /v1/me; absent: it is not renewed
  record?: MeRecord; // of GET /v1/me
  test?: TestRule; // where a rule in force asks for one
  restraints?: Restraint[]; // of GET /v1/me
}

export interface MeApplication {
  area: string;
  id: number;
  state: "waiting" | "approved" | "refused";
  name: string; // masked
  asked_at: number;
  decided_at?: number;
  words?: string;
}

export interface MeNotice {
  kind: "second_claim" | "replaced";
  area: string;
  index: number;
  name: string;
  at: number;
}

export interface Me {
  now: number;
  applications: MeApplication[];
  passes: Held[];
  notices: MeNotice[];
}

export interface Apply {
  area?: string;
  name: string;
  id_type?: string;
  id_number: string;
  phone?: string;
  unit: string;
  room: string;
  relation?: "own" | "family";
  claim?: string;
  key: string;
  login: string;
}

export interface Applied {
  area: string;
  id: number;
  state: "approved" | "waiting" | "refused";
  tries_left?: number; // of a code that did not fit
  pass?: Held;
}

export interface Appeal {
  area: string;
  id: number;
  index: number;
  field: string;
  state: "open" | "escalated" | "upheld" | "lifted" | "lapsed";
  ground?: string;
  made_at: number;
  due_at: number;
  answered_at?: number;
  answer?: string;
}

/** What a body certifies. */
export interface Certificate {
  area: string;
  serial: number;
  number: string;
  index: number;
  kind: string;
  kind_zh: string;
  kind_en: string;
  state: "valid" | "over" | "withdrawn";
  iat: number;
  exp: number;
  authority: string;
  body: string;
  detail: string; // the employer, or the original's number
  name: string; // masked
  text: string;
  withdrawn_at?: number;
  withdrawn_body?: string;
  words?: string; // why
}

/** Who looked at a person's record, or changed their exemptions or documents. */
export interface Read {
  area: string;
  index: number;
  at: number;
  body: string;
  roles: string[];
  act?: string; // absent of a look
  words?: string;
  purpose?: string;
  purpose_zh?: string;
  purpose_en?: string;
}

export interface VisitPass {
  index: number;
  role: string;
  name: string; // in full; of a car its plate
  tail: string;
  unit: string;
  text?: string; // until it is over
}

/** Who is asked for, and when. */
export interface Visit {
  area: string;
  visit: number;
  state: "coming" | "open" | "over" | "revoked";
  from: number;
  until: number;
  made_at: number;
  host?: number;
  passes: VisitPass[]; // the person's, then the car's
}

export interface Invitation {
  area: string;
  index: number; // of who asks
  name: string;
  plate: string; // "": on foot
  from: number;
  until: number;
}
