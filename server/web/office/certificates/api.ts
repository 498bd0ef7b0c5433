// SPDX-License-Identifier: Apache-2.0
// The shapes of what the server says of certificates, as docs/api/openapi.yaml has them.

export const KINDS = ["work", "released", "home-ended", "forwarded"] as const;
export type Kind = (typeof KINDS)[number];

export interface Certificate {
  area: string;
  serial: number;
  number: string;
  index: number;
  kind: Kind;
  kind_zh: string;
  kind_en: string;
  state: "valid" | "over" | "withdrawn";
  iat: number;
  exp: number;
  authority: string;
  body: string;
  detail: string; // the employer, or the original's number
  name?: string;
  tail?: string;
  unit?: string;
  text?: string;
  withdrawn_at?: number;
  withdrawn_body?: string;
  words?: string;
}

export interface Missing {
  what: string;
  zh: string;
  en: string;
  unknown: boolean;
  day?: number;
  about?: number;
  source?: string;
  silent?: number;
}

/** POST /v1/certificates/answers */
export interface May {
  area: string;
  index: number;
  kind: Kind;
  kind_zh: string;
  kind_en: string;
  may: "yes" | "no" | "unknown";
  missing: Missing[];
  edition?: string;
  document?: string;
  from?: number;
  until?: number;
}
