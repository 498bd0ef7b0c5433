// SPDX-License-Identifier: Apache-2.0
// A table of any length: the rows that are seen, and the one that is chosen, are in the document; how
// many there are is told to whoever reads the accessibility tree. ↑ ↓ PgUp PgDn Home End choose, Enter
// opens. The focus is the table's, so no row that scrolls away takes it along.
import { elementScroll, observeElementOffset, observeElementRect, Range, defaultRangeExtractor, Virtualizer } from "@tanstack/virtual-core";
import { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useReducer, useRef, useState } from "preact/hooks";

const ROW_PX = 44;
const PAGE_ROWS = 10;

export interface Column<T> {
  key: string;
  head: string;
  width: string; // as a grid's track
  cell: (row: T) => ComponentChildren;
}

interface TableProps<T> {
  id: string;
  label: string;
  columns: Column<T>[];
  count: number;
  row: (n: number) => T | undefined; // undefined: not there yet
  need?: (first: number, last: number) => void; // rows that are seen
  open: (row: T) => void;
  waiting: string; // in the place of what is not there yet
}

type Box = Virtualizer<HTMLDivElement, HTMLDivElement>;

function useRows(box: { current: HTMLDivElement | null }, count: number, active: number): Box {
  const [, draw] = useReducer((n: number, _: void) => n + 1, 0);
  const options = {
    count,
    getScrollElement: () => box.current,
    estimateSize: () => parseFloat(getComputedStyle(document.documentElement).fontSize) * (ROW_PX / 16),
    overscan: 6,
    scrollToFn: elementScroll, observeElementRect, observeElementOffset,
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

export function Table<T>(props: TableProps<T>) {
  const box = useRef<HTMLDivElement>(null);
  const [active, choose] = useState(0);
  const rows = useRows(box, props.count, active);
  const items = rows.getVirtualItems();
  const first = items[0]?.index ?? 0, last = items[items.length - 1]?.index ?? 0;
  useEffect(() => props.need?.(first, last), [first, last, props.count]);
  const go = (to: number) => {
    const at = Math.max(0, Math.min(props.count - 1, to));
    choose(at);
    rows.scrollToIndex(at);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target !== event.currentTarget) return;
    const steps: Record<string, number> = {
      ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + PAGE_ROWS, PageUp: active - PAGE_ROWS, Home: 0, End: props.count - 1,
    };
    const chosen = props.row(active);
    if (steps[event.key] !== undefined) go(steps[event.key]);
    else if (event.key === "Enter" && chosen) props.open(chosen);
    else return;
    event.preventDefault();
  };
  const tracks = { gridTemplateColumns: props.columns.map((one) => one.width).join(" ") };
  return (
    <div ref={box} id={props.id} class="rows wide" role="grid" tabIndex={0} aria-label={props.label} onKeyDown={keys}
         aria-rowcount={props.count + 1} aria-activedescendant={props.count ? `${props.id}-${active}` : undefined}>
      <div role="rowgroup" class="head">
        <div role="row" aria-rowindex={1} style={tracks}>
          {props.columns.map((one) => <div key={one.key} role="columnheader">{one.head}</div>)}
        </div>
      </div>
      <div role="rowgroup" class="body" style={{ height: rows.getTotalSize() + "px" }}>
        {items.map(({ index, start, size }) => {
          const row = props.row(index);
          const place = { ...tracks, transform: `translateY(${start}px)`, height: size + "px" };
          return (
            <div key={index} id={`${props.id}-${index}`} role="row" aria-rowindex={index + 2} aria-selected={index === active} style={place}
                 onClick={() => (choose(index), row && props.open(row))}>
              {props.columns.map((one) => <div key={one.key} role="gridcell">{row ? one.cell(row) : props.waiting}</div>)}
            </div>
          );
        })}
      </div>
    </div>
  );
}
