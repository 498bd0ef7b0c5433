// SPDX-License-Identifier: Apache-2.0
// The shapes of reports and figures, as docs/api/openapi.yaml has them.

export interface ReportColumn {
  name: string;
  zh: string;
  en: string;
}

export type Count = number | "<5" | null;

export interface ReportRow {
  of?: string;
  name: string;
  zh: string;
  en: string;
  counts: Count[];
}

export interface Report {
  report: string;
  zh: string;
  en: string;
  area: string;
  from: number;
  to: number;
  at: number;
  hours: number;
  of?: ReportColumn;
  what: ReportColumn;
  columns: ReportColumn[];
  rows: ReportRow[];
}

export interface Untested {
  residents: { index: number; name: string; tail: string; unit: string; room: string }[];
  next?: number;
}

/** A report's bars: few people are drawn as what they may be at least. */
export const height = (count: Count): number => (count === "<5" ? 1 : count ?? 0);
