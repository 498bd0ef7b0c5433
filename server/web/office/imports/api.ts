// SPDX-License-Identifier: Apache-2.0
// The shapes of /v1/imports, as docs/api/openapi.yaml has them.
import { Problem } from "../../shared/http";

export interface Unread extends Problem {
  columns?: string[]; // of the heading; there where a person may say what they are
  known?: Record<string, string>; // field: column
  lacks?: string[]; // fields
}

export interface RowError {
  line: number;
  column: string;
  column_en: string;
  zh: string;
  en: string;
}

export interface Notice {
  rows: number;
  line: number;
  zh: string;
  en: string;
}

/** The last line of a preview. */
export interface Read {
  area: string;
  preview: number;
  rows: number;
  added: number;
  changed: number;
  unchanged: number;
  gone: number;
  refused: number;
  errors: RowError[];
  more: number;
  notices: Notice[];
  left_out: RowError[];
  more_left_out: number;
  sheet?: string;
  other_sheet?: string;
  refused_xlsx?: string; // base64
  refused_cut?: boolean;
}

/** The last line of an import. */
export interface Made {
  area: string;
  import: number;
  rows: number;
  added: number;
  updated: number;
  gone: number;
  unchanged: number;
  refused: number;
  errors: RowError[];
  more: number;
  notices: Notice[];
  left_out: RowError[];
  more_left_out: number;
  refused_xlsx?: string;
  refused_cut?: boolean;
}

export interface Undone {
  area: string;
  import: number;
  removed: number;
  restored: number;
  left: number;
  left_alone: { index: number; why: string }[];
  holders: number;
  with_pass: number[];
}

export interface Preview {
  area: string;
  preview: number;
  actor: string;
  made_at: number;
  until: number;
  rows: number;
  unchanged: number;
  added: number;
  changed: number;
  gone: number;
  refused: number;
}

export interface Change {
  column: string;
  column_en: string;
  old: string;
  new: string;
}

/** Of any kind; each has those that fit. */
export interface Item {
  line?: number;
  index?: number;
  name?: string;
  tail?: string;
  unit?: string;
  room?: string;
  role?: string | null;
  passes?: number;
  changes?: Change[];
  column?: string;
  column_en?: string;
  zh?: string;
  en?: string;
}

export interface PreviewPage extends Preview {
  kind: string;
  items: Item[];
  next?: number;
  beyond?: { zh: string; en: string };
}

export interface Running {
  area: string;
  import: number;
  kind: string;
  state: string;
  actor: string;
  started_at: number;
  rows: number;
}

export interface Done {
  area: string;
  import: number;
  actor: string;
  done_at: number;
  until: number;
  added: number;
  updated: number;
  gone: number;
  ended: number;
  undone: boolean;
}

export interface GonePerson {
  index: number;
  name: string;
  tail: string;
  unit: string;
  room: string;
  role: string;
  state: string;
  passes: number;
  ended_at?: number;
}

/** Whom an import did not name. */
export interface GoneList {
  area: string;
  import: number;
  gone: number;
  ended: number;
  until: number;
  undone: boolean;
  items: GonePerson[];
  next?: number;
}

/** The last line of confirming it, or of taking it back. */
export interface GoneDone {
  area: string;
  import: number;
  done: number;
  repeated: number;
  left: number;
  left_alone: { index: number; why: string }[];
}

export interface Imports {
  imports: Running[];
  previews: Preview[];
  done: Done[];
}
