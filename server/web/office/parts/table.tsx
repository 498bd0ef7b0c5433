// SPDX-License-Identifier: Apache-2.0
// The table of every page: a grid of any length, or on a narrow screen (200 % among it) plain pages. The
// row that is looked at stands in the address; Ctrl-F goes to the search of the page, since the browser's
// own finds what is in the document alone.
import { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { keepPlace, keptPlace, placeNow } from "../route";
import { Grid } from "./grid";
import { Pages } from "./pages";
import { Sorting } from "./sorting";

export interface Column<T> {
  key: string;
  head: string;
  width: string; // as a grid's track
  cell: (row: T) => ComponentChildren;
}

/** Rows that were ticked, for something to be done for all of them. */
export interface Picked<T> {
  has: (row: T) => boolean;
  toggle: (row: T) => void;
  label: string; // of the column of ticks
}

export interface TableProps<T> {
  id: string;
  label: string;
  columns: Column<T>[];
  count: number;
  row: (n: number) => T | undefined; // undefined: not there yet
  need?: (first: number, last: number) => void; // rows that are seen
  open: (row: T) => void;
  waiting: string; // in the place of what is not there yet
  sorting?: Sorting;
  find?: string; // the id of the page's search field
  picked?: Picked<T>;
}

/** What a grid or a page of rows needs besides. */
export interface At {
  at: number;
  go: (to: number) => void;
}

const NARROW = "(max-width: 700px)";

function useNarrow(): boolean {
  const [narrow, look] = useState(() => matchMedia(NARROW).matches);
  useEffect(() => {
    const media = matchMedia(NARROW);
    const again = () => look(media.matches);
    media.addEventListener("change", again);
    return () => media.removeEventListener("change", again);
  }, []);
  return narrow;
}

/** Pressed in that field it is the browser's own. */
function useFindKey(find: string | undefined): void {
  useEffect(() => {
    const look = (event: KeyboardEvent) => {
      const field = find ? document.getElementById(find) : null;
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key !== "f") return;
      if (!(field instanceof HTMLInputElement) || document.activeElement === field || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      field.focus();
      field.select();
    };
    window.addEventListener("keydown", look);
    return () => window.removeEventListener("keydown", look);
  }, [find]);
}

export function Table<T>(props: TableProps<T>) {
  const [at, choose] = useState(keptPlace);
  const narrow = useNarrow();
  useFindKey(props.find);
  const by = props.sorting?.by, shown = useRef(by);
  useEffect(() => {
    if (shown.current !== by) choose(0); // in another order it begins at its beginning
    shown.current = by;
  }, [by]);
  const most = Math.max(0, props.count - 1);
  const go = (to: number) => {
    const kept = Math.max(0, Math.min(most, to));
    choose(kept);
    keepPlace(kept);
  };
  const open = (row: T) => {
    placeNow();
    props.open(row);
  };
  const all = { ...props, open, at: Math.min(at, most), go };
  return narrow ? <Pages {...all} /> : <Grid {...all} />;
}
