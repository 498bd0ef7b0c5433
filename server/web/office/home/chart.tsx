// SPDX-License-Identifier: Apache-2.0
// Entries by hour, drawn; the same numbers stand in a table beside it.
import { useRef } from "preact/hooks";
import uPlot from "uplot";
import { Hour } from "../api";
import { timeText, useTexts } from "../language";
import { usePlot } from "../parts/plot";
import { addressOf, goTo } from "../route";

const HEIGHT_PX = 220;
const CHINA = "Asia/Shanghai";

function draw(box: HTMLElement, width: number, hours: Hour[], names: [string, string, string]): uPlot {
  const line = (label: string, stroke: string, dash?: number[]) => ({ label, stroke, width: 2, dash, points: { show: true, size: 5 } });
  const options: uPlot.Options = {
    width, height: HEIGHT_PX, cursor: { show: false }, legend: { show: false },
    tzDate: (ts) => uPlot.tzDate(new Date(ts * 1000), CHINA),
    scales: { y: { range: (_, __, most) => [0, Math.max(4, Math.ceil(most * 1.1))] } },
    axes: [{ values: "{HH}:00" }, { size: 44, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000] }],
    series: [{}, line(names[0], "#14428b"), line(names[1], "#0b6b35", [8, 4]), line(names[2], "#a3161b", [2, 4])],
  };
  const columns = [hours.map((one) => one.at), hours.map((one) => one.in), hours.map((one) => one.out), hours.map((one) => one.refused)];
  return new uPlot(options, columns as uPlot.AlignedData, box);
}

const whoIn = (one: Hour) => ({ hour: String(one.at) });

/** Whose point is nearest. */
function hourAt(box: HTMLElement, clientX: number, hours: Hour[]): Hour {
  const { left, width } = (box.querySelector(".u-over") ?? box).getBoundingClientRect();
  const n = Math.round(((clientX - left) / width) * (hours.length - 1));
  return hours[Math.max(0, Math.min(hours.length - 1, n))];
}

/** leads: each hour to who passed in it. */
export function HoursChart(props: { hours: Hour[]; leads?: boolean }) {
  const t = useTexts();
  const box = useRef<HTMLDivElement>(null);
  const open = (event: MouseEvent) => box.current && goTo("gates", whoIn(hourAt(box.current, event.clientX, props.hours)));
  usePlot(box, HEIGHT_PX, (at, width) => draw(at, width, props.hours, t.flows), [props.hours, t]);
  return (
    <>
      <p class="legend" aria-hidden="true">{t.flows.map((name, n) => <span key={name} class={"flow-" + n}>{name}</span>)}</p>
      <div ref={box} class={"chart wide" + (props.leads ? " leads" : "")} role="img" aria-label={t.chartLabel} onClick={props.leads ? open : undefined} />
      <details>
        <summary>{t.asTable}</summary>
        <table id="hours">
          <thead><tr><th scope="col">{t.hour}</th>{t.flows.map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
          <tbody>
            {props.hours.map((one) => <tr key={one.at}><th scope="row">{props.leads ? <a href={addressOf("gates", whoIn(one))}>{timeText(one.at)}</a> : timeText(one.at)}</th><td>{one.in}</td><td>{one.out}</td><td>{one.refused}</td></tr>)}
          </tbody>
        </table>
      </details>
    </>
  );
}
