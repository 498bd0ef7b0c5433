// SPDX-License-Identifier: Apache-2.0
// A report's counts as bars; the same numbers stand in the table below.
import { useRef } from "preact/hooks";
import uPlot from "uplot";
import { useDesk } from "../desk";
import { useTexts } from "../language";
import { usePlot } from "../parts/plot";
import { height, Report, ReportRow } from "./api";

const HEIGHT_PX = 240;
const BARS_MAX = 60;
const COLOURS = ["#14428b", "#0b6b35", "#8a5a00"];
const DASHES = [[], [8, 4], [2, 4]];

/** Hours follow each other, so they are lines; of others one or two columns stand beside each other. */
const BY_HOUR = ["passages", "hours"];
const DRAWN: Record<string, string[]> = {
  passages: ["in", "out", "refused"], hours: ["in", "out", "refused"], tests: ["tested", "untested"], people: ["people"],
  areas: ["tested", "untested"], grounds: ["yellow", "red"],
};

const AGES = ["under3", "3to17", "18to59", "60to69", "70to79", "80plus"];

/** By hour all gates together; else no sums, and of people their ages. */
export function drawnRows(report: Report): ReportRow[] {
  const rows = report.rows.filter((row) => {
    if (report.report === "passages") return !row.of;
    if (report.report === "people") return AGES.includes(row.name);
    return row.name !== "all";
  });
  return rows.slice(0, BARS_MAX);
}

function seriesOf(report: Report, n: number, of: number, label: string): uPlot.Series {
  const stroke = COLOURS[n], same = { label, stroke, width: 2, dash: DASHES[n] };
  if (BY_HOUR.includes(report.report)) return { ...same, points: { show: true } };
  const align = of === 1 ? 0 : n ? 1 : -1;
  return { ...same, fill: n ? undefined : stroke + "55", points: { show: false }, paths: uPlot.paths.bars?.({ size: [0.8 / of, 60], align }) };
}

function draw(box: HTMLElement, width: number, report: Report, rows: ReportRow[], words: (of: { zh: string; en: string }) => string): uPlot {
  const shown = report.columns.map((column, n) => ({ column, n })).filter(({ column }) => DRAWN[report.report]?.includes(column.name));
  const names = rows.map(words);
  const series = shown.map(({ column }, n) => seriesOf(report, n, shown.length, words(column)));
  const options: uPlot.Options = {
    width, height: HEIGHT_PX, cursor: { show: false }, legend: { show: false },
    scales: { x: { time: false, range: () => [-0.5, rows.length - 0.5] }, y: { range: (_, __, most) => [0, Math.max(4, Math.ceil(most * 1.1))] } },
    axes: [
      { incrs: [1, 2, 3, 4, 6, 10, 20], space: 56, values: (_, ticks) => ticks.map((tick) => names[tick] ?? "") },
      { size: 52, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 100000] },
    ],
    series: [{}, ...series],
  };
  const columns = [rows.map((_, n) => n), ...shown.map(({ n }) => rows.map((row) => height(row.counts[n] ?? null)))];
  return new uPlot(options, columns as uPlot.AlignedData, box);
}

export function ReportChart(props: { report: Report; open?: () => void }) {
  const t = useTexts();
  const { language } = useDesk();
  const { report } = props;
  const box = useRef<HTMLDivElement>(null);
  const rows = drawnRows(report);
  const shown = report.columns.filter((column) => DRAWN[report.report]?.includes(column.name));
  const words = (of: { zh: string; en: string }) => (language === "zh" ? of.zh : of.en);
  const empty = !shown.length || !rows.length;
  const numbers = JSON.stringify([report.report, rows]); // a report says when it was made, which is not drawn
  usePlot(box, HEIGHT_PX, (at, width) => draw(at, width, report, rows, words), [numbers, language]);
  if (empty) return null;
  return (
    <>
      <p class="legend" aria-hidden="true">{shown.map((column, n) => <span key={column.name} class={"bar-" + n}>{words(column)}</span>)}</p>
      <div ref={box} id="report-chart" class={"chart wide" + (props.open ? " leads" : "")} role="img" aria-label={t.reports.chart} onClick={props.open} />
    </>
  );
}
