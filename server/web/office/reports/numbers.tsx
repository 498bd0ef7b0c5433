// SPDX-License-Identifier: Apache-2.0
// A report's numbers, as a table.
import { useDesk } from "../desk";
import { useArea, useTexts } from "../language";
import { Count, Report, ReportRow } from "./api";

const few = (count: Count): string => (count === null ? "" : String(count));

const ACROSS = 6; // of its columns a screen of 1,024 pixels holds no more; the others follow below

type Words = (of: { zh: string; en: string }) => string;

function Row(props: { row: ReportRow; counts: Count[]; of: boolean; all: string; words: Words }) {
  const { row } = props;
  return (
    <tr>
      {props.of && <td>{row.of || props.all}</td>}
      <th scope="row">{props.words(row)}</th>
      {props.counts.map((count, n) => <td key={n} class="number">{few(count)}</td>)}
    </tr>
  );
}

/** Of its columns those from first on. */
function Part(props: { report: Report; first: number; words: Words }) {
  const t = useTexts();
  const { report, first, words } = props;
  const of = report.of && report.report !== "areas" ? report.of : null, after = first + ACROSS;
  return (
    <table id={"report-table" + (first ? "-" + first : "")}>
      <thead>
        <tr>
          {of && <th scope="col">{words(of)}</th>}
          <th scope="col">{words(report.what)}</th>
          {report.columns.slice(first, after).map((column) => <th key={column.name} scope="col" class="number">{words(column)}</th>)}
        </tr>
      </thead>
      <tbody>{report.rows.map((row, n) => <Row key={n} row={row} counts={row.counts.slice(first, after)} of={!!of} all={t.reports.all} words={words} />)}</tbody>
    </table>
  );
}

export function Numbers(props: { report: Report }) {
  const { language } = useDesk();
  const called = useArea();
  const named = (row: ReportRow) => (row.of && props.report.report === "areas" ? { ...row, zh: called(row.of), en: called(row.of) } : row);
  const report = { ...props.report, rows: props.report.rows.map(named) };
  const words: Words = (of) => (language === "zh" ? of.zh : of.en);
  const firsts = report.columns.map((_, n) => n).filter((n) => n % ACROSS === 0);
  return (
    <div class="scroll wide" tabIndex={0} role="region" aria-label={words(report)}>
      {firsts.map((first) => <Part key={first} report={report} first={first} words={words} />)}
    </div>
  );
}
