// SPDX-License-Identifier: Apache-2.0
// A report's numbers, as a table.
import { useDesk } from "../desk";
import { useTexts } from "../language";
import { Count, Report, ReportRow } from "./api";

const few = (count: Count): string => (count === null ? "" : String(count));

function Row(props: { row: ReportRow; of: boolean; all: string; words: (of: { zh: string; en: string }) => string }) {
  const { row } = props;
  return (
    <tr>
      {props.of && <td>{row.of || props.all}</td>}
      <th scope="row">{props.words(row)}</th>
      {row.counts.map((count, n) => <td key={n} class="number">{few(count)}</td>)}
    </tr>
  );
}

export function Numbers(props: { report: Report }) {
  const t = useTexts();
  const { language } = useDesk();
  const { report } = props;
  const words = (of: { zh: string; en: string }) => (language === "zh" ? of.zh : of.en);
  const of = report.of && report.report !== "areas" ? report.of : null;
  return (
    <div class="scroll wide" tabIndex={0} role="region" aria-label={words(report)}>
      <table id="report-table">
        <thead>
          <tr>
            {of && <th scope="col">{words(of)}</th>}
            <th scope="col">{words(report.what)}</th>
            {report.columns.map((column) => <th key={column.name} scope="col" class="number">{words(column)}</th>)}
          </tr>
        </thead>
        <tbody>{report.rows.map((row, n) => <Row key={n} row={row} of={!!of} all={t.reports.all} words={words} />)}</tbody>
      </table>
    </div>
  );
}
