// SPDX-License-Identifier: Apache-2.0
// The order of a table's rows, by the words that the server sorts by: "name", and "-name" for the other
// way round. It stands in the address; the heads of those columns are buttons.
import { useTexts } from "../language";

export interface Sorting {
  by: string;
  of: readonly string[]; // keys of columns by which the server sorts
  set: (by: string) => void;
}

export const keyOf = (by: string): string => by.replace(/^-/, "");

/** The order of the address, if it is one of those. */
export function sortOf(values: URLSearchParams, of: readonly string[], usual: string): string {
  const by = values.get("sort") ?? usual;
  return of.includes(keyOf(by)) ? by : usual;
}

/** Of the cell that heads the column. */
export function ariaSort(key: string, sorting?: Sorting): "ascending" | "descending" | undefined {
  return sorting && keyOf(sorting.by) === key ? (sorting.by === key ? "ascending" : "descending") : undefined;
}

export function Head(props: { column: { key: string; head: string }; sorting?: Sorting }) {
  const t = useTexts();
  const { column, sorting } = props;
  const { key, head } = column;
  if (!sorting?.of.includes(key)) return <>{head}</>;
  const way = ariaSort(key, sorting);
  return (
    <button type="button" class="sort" title={t.sortBy(head)} onClick={() => sorting.set(sorting.by === key ? "-" + key : key)}>
      <span aria-hidden="true">{way === "ascending" ? "▲ " : way === "descending" ? "▼ " : "↕ "}</span>{head}
    </button>
  );
}
