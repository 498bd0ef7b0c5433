// SPDX-License-Identifier: Apache-2.0
// The shapes of what the server says of traces, as docs/api/openapi.yaml has them.

export interface TraceOrder {
  order: number;
  zh: string;
  en: string;
  people: number;
  gate: number;
  household: number;
  tube: number;
}

export interface TraceGate {
  area: string;
  gate: string;
  label: string;
  first: number;
  second: number;
}

export interface TraceDay {
  day: string;
  first: number;
  second: number;
}

export interface Trace {
  area: string;
  id: number;
  index: number;
  name?: string;
  tail?: string;
  unit?: string;
  from: number;
  to: number;
  minutes: number;
  made_by: string;
  made_body: string;
  made_at: number;
  first: number;
  second: number;
  names_by?: string;
  names_at?: number;
  names?: boolean;
  orders?: TraceOrder[];
  gates?: TraceGate[];
  days?: TraceDay[];
}

export interface TracePerson {
  area: string;
  index: number;
  order: number;
  ways: string[];
  gate: string;
  times: number;
  since: number;
  last: number;
  known: boolean;
  name?: string;
  phone?: string;
  unit?: string;
  room?: string;
}

/** GET /v1/traces/AREA/ID/people */
export interface TracePeople {
  people: TracePerson[];
  next?: number;
}
