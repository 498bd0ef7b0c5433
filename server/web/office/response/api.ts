// SPDX-License-Identifier: Apache-2.0
// The shapes of exercises and of ends of an emergency, as docs/api/openapi.yaml has them.

export interface Drill {
  area: string;
  id: number;
  from: number;
  until: number;
  started_by: string;
  ended_by: string; // "": by itself
}

export interface DeletedKind {
  kind: string;
  zh: string;
  en: string;
  rows: number;
}

export interface Closing {
  area: string;
  id: number;
  asked_by: string;
  asked_body: string;
  decided_by: string;
  decided_body: string;
  begun_at: number;
  done_at: number; // 0: it goes on
  deleted: DeletedKind[];
}

/** GET /v1/closings */
export interface Closings {
  now: { orders: number; deleted: DeletedKind[] };
  closings: Closing[];
}
