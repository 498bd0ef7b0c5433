// SPDX-License-Identifier: Apache-2.0
// Rows as a plain table, fifty to a page: it can be read at 200 % and by whatever reads tables.
import { useEffect } from "preact/hooks";
import { useTexts } from "../language";
import { ariaSort, Head } from "./sorting";
import { At, TableProps } from "./table";

const PAGE_ROWS = 50;

function Row<T>(props: TableProps<T> & { n: number }) {
  const { n, columns, picked } = props;
  const row = props.row(n);
  const [first, ...others] = columns;
  return (
    <tr aria-rowindex={n + 2}>
      {picked && <td>{row && <input type="checkbox" aria-label={picked.label} checked={picked.has(row)} onChange={() => picked.toggle(row)} />}</td>}
      <th scope="row">{row ? <button type="button" class="plain" onClick={() => props.open(row)}>{first.cell(row)}</button> : props.waiting}</th>
      {others.map((one) => <td key={one.key}>{row ? one.cell(row) : ""}</td>)}
    </tr>
  );
}

export function Pages<T>(props: TableProps<T> & At) {
  const t = useTexts();
  const { at, count, go, columns, picked } = props;
  const page = Math.floor(at / PAGE_ROWS), pages = Math.ceil(count / PAGE_ROWS);
  const first = page * PAGE_ROWS, after = Math.min(count, first + PAGE_ROWS);
  useEffect(() => props.need?.(first, Math.max(first, after - 1)), [first, after, props.need]);
  const turn = (to: number) => {
    go(to * PAGE_ROWS);
    document.getElementById(props.id)?.focus();
  };
  return (
    <>
      <div class="scroll wide" id={props.id} tabIndex={0} role="region" aria-label={props.label}>
        <table aria-rowcount={count + 1}>
          <thead>
            <tr aria-rowindex={1}>
              {picked && <th scope="col">{picked.label}</th>}
              {columns.map((one) => <th key={one.key} scope="col" aria-sort={ariaSort(one.key, props.sorting)}><Head column={one} sorting={props.sorting} /></th>)}
            </tr>
          </thead>
          <tbody>{Array.from({ length: after - first }, (_, n) => <Row key={first + n} {...props} n={first + n} />)}</tbody>
        </table>
      </div>
      {pages > 1 && (
        <p class="buttons" id={props.id + "-pages"}>
          <button type="button" class="plain" aria-disabled={page === 0} onClick={() => page > 0 && turn(page - 1)}>{t.pageBefore}</button>
          <span>{t.pageOf(page + 1, pages)}</span>
          <button type="button" class="plain" aria-disabled={page + 1 === pages} onClick={() => page + 1 < pages && turn(page + 1)}>{t.nextPage}</button>
        </p>
      )}
    </>
  );
}
