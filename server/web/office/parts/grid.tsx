// SPDX-License-Identifier: Apache-2.0
// A grid of any length: the rows that are seen, and the one that is looked at, are in the document; how
// many there are is told to whoever reads the accessibility tree. ↑ ↓ PgUp PgDn Home End choose, Enter
// opens, Space ticks. The focus is the grid's, so no row that scrolls away takes it along.
import { elementScroll, observeElementOffset, observeElementRect, Range, Rect, defaultRangeExtractor, Virtualizer } from "@tanstack/virtual-core";
import { useEffect, useLayoutEffect, useReducer, useRef, useState } from "preact/hooks";
import { ariaSort, Head as SortHead } from "./sorting";
import { At, TableProps } from "./table";

const ROW_PX = 44;
const PAGE_ROWS = 10;
const TICKS = "2.5rem";
const HIGH_REM = 46; // as .rows in style.css, which is 70 % of the window where that is less

type Box = Virtualizer<HTMLDivElement, HTMLDivElement>;

// Whoever asks the browser for a size or a place makes it lay out the page at once, and again for the
// frame. So the size is heard of with the frame, and a box that stands at its beginning is not sent there.
function observeRect(rows: Box, tell: (rect: Rect) => void): void | (() => void) {
  if (typeof ResizeObserver === "undefined") return observeElementRect(rows, tell);
  const seen = new ResizeObserver(([{ contentRect: { width, height } }]) => tell({ width: Math.round(width), height: Math.round(height) }));
  if (rows.scrollElement) seen.observe(rows.scrollElement);
  return () => seen.disconnect();
}

const scrollTo: typeof elementScroll = (offset, options, rows) => {
  if (offset || rows.scrollOffset) elementScroll(offset, options, rows);
};

function useRows(box: { current: HTMLDivElement | null }, count: number, active: number): Box {
  const [, draw] = useReducer((n: number, _: void) => n + 1, 0);
  const [remPx] = useState(() => parseFloat(getComputedStyle(document.documentElement).fontSize)), rowPx = remPx * (ROW_PX / 16);
  const options = {
    count,
    getScrollElement: () => box.current,
    estimateSize: () => rowPx,
    overscan: 3,
    initialRect: { width: 0, height: Math.min(innerHeight * 0.7, HIGH_REM * remPx) }, // so that the first rows are drawn at once, not after they are measured
    scrollToFn: scrollTo, observeElementRect: observeRect, observeElementOffset,
    // The chosen one stays in the document wherever the table was scrolled to.
    rangeExtractor: (range: Range) => [...new Set([...defaultRangeExtractor(range), ...(active < count ? [active] : [])])].sort((a, b) => a - b),
    onChange: () => draw(),
  };
  const [rows] = useState(() => new Virtualizer<HTMLDivElement, HTMLDivElement>(options));
  rows.setOptions(options);
  useLayoutEffect(() => rows._didMount(), []);
  useLayoutEffect(() => rows._willUpdate());
  return rows;
}

/** By key, where it leads to; undefined: no step. */
function stepOf(key: string, at: number, count: number): number | undefined {
  const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + PAGE_ROWS, PageUp: at - PAGE_ROWS, Home: 0, End: count - 1 };
  return steps[key];
}

function Head<T>(props: TableProps<T> & { tracks: { gridTemplateColumns: string } }) {
  return (
    <div role="rowgroup" class="head">
      <div role="row" aria-rowindex={1} style={props.tracks}>
        {props.picked && <div role="columnheader" aria-label={props.picked.label}>{"✓"}</div>}
        {props.columns.map((one) => <div key={one.key} role="columnheader" aria-sort={ariaSort(one.key, props.sorting)}><SortHead column={one} sorting={props.sorting} /></div>)}
      </div>
    </div>
  );
}

interface Ticks {
  has: (n: number) => boolean;
  toggle: (n: number) => void;
}

/** By a row's place; one that is still on its way is ticked as soon as it is there. */
function useTicks<T>({ row, picked, sorting }: TableProps<T>): Ticks {
  const [waiting, wait] = useState<number[]>([]);
  useEffect(() => wait((before) => (before.length ? [] : before)), [sorting?.by]); // other rows stand there
  useEffect(() => {
    const there = waiting.filter(row);
    if (!there.length) return;
    wait(waiting.filter((n) => !row(n)));
    there.forEach((n) => picked?.toggle(row(n) as T));
  });
  const has = (n: number) => {
    const shown = row(n);
    return shown ? !!picked?.has(shown) : waiting.includes(n);
  };
  const toggle = (n: number) => {
    const shown = row(n);
    if (shown) picked?.toggle(shown);
    else wait((before) => (before.includes(n) ? before.filter((one) => one !== n) : [...before, n]));
  };
  return { has, toggle };
}

/** The tick is no control of its own: the focus stays the grid's. */
function Cells<T>(props: TableProps<T> & { n: number; shown: T | undefined; ticks: Ticks }) {
  const { picked, shown, n, ticks } = props;
  const tick = (event: Event) => {
    event.stopPropagation();
    ticks.toggle(n);
  };
  return (
    <>
      {picked && <div role="gridcell" class="tick" onClick={tick}>{ticks.has(n) ? "☑" : "☐"}</div>}
      {props.columns.map((one) => <div key={one.key} role="gridcell">{shown ? one.cell(shown) : props.waiting}</div>)}
    </>
  );
}

export function Grid<T>(props: TableProps<T> & At) {
  const box = useRef<HTMLDivElement>(null);
  const { at, count, picked } = props;
  const rows = useRows(box, count, at);
  const ticks = useTicks(props);
  const items = rows.getVirtualItems();
  const seen = items.filter(({ index }) => index !== at); // the chosen one may be far from them
  const first = seen[0]?.index ?? at, last = seen[seen.length - 1]?.index ?? at;
  useEffect(() => {
    props.need?.(first, last);
    props.need?.(at, at);
  }, [first, last, at, props.need]);
  const drawn = useRef(false);
  useEffect(() => {
    if (at > 0 || drawn.current) rows.scrollToIndex(drawn.current ? 0 : at);
    drawn.current = true;
  }, [props.sorting?.by]);
  // A row that is still on its way is opened when it is there.
  const [wanted, want] = useState(-1);
  const openOf = (index: number) => {
    const shown = props.row(index);
    if (shown) props.open(shown);
    else want(index);
  };
  useEffect(() => {
    const shown = wanted === at ? props.row(at) : undefined;
    if (!shown) return;
    want(-1);
    props.open(shown);
  });
  const go = (to: number) => {
    want(-1);
    const kept = Math.max(0, Math.min(count - 1, to));
    props.go(kept);
    rows.scrollToIndex(kept);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target !== event.currentTarget) return;
    const step = stepOf(event.key, at, count);
    if (step !== undefined) go(step);
    else if (event.key === "Enter") openOf(at);
    else if (event.key === " " && picked) ticks.toggle(at);
    else return;
    event.preventDefault();
  };
  const tracks = { gridTemplateColumns: [...(picked ? [TICKS] : []), ...props.columns.map((one) => one.width)].join(" ") };
  return (
    <div ref={box} id={props.id} class="rows wide" role="grid" tabIndex={0} aria-label={props.label} onKeyDown={keys}
         aria-multiselectable={picked ? true : undefined} aria-rowcount={count + 1} aria-activedescendant={count ? `${props.id}-${at}` : undefined}>
      <Head {...props} tracks={tracks} />
      <div role="rowgroup" class="body" style={{ height: rows.getTotalSize() + "px" }}>
        {items.map(({ index, start, size }) => {
          const shown = props.row(index);
          const place = { ...tracks, top: start + "px", height: size + "px" };
          return (
            <div key={index} id={`${props.id}-${index}`} role="row" class={index === at ? "active" : ""} aria-rowindex={index + 2}
                 aria-selected={picked ? ticks.has(index) : index === at} style={place} onClick={() => (props.go(index), openOf(index))}>
              <Cells {...props} n={index} shown={shown} ticks={ticks} />
            </div>
          );
        })}
      </div>
    </div>
  );
}
