// SPDX-License-Identifier: Apache-2.0
// What runs for the first time takes twice as long as later. So while the browser has nothing to do, a table
// and both charts are drawn with rows of nobody, where nobody sees or hears them, and taken away again:
// otherwise whoever opens the first page would wait for that. It begins while somebody signs in.
import { ComponentChildren, render } from "preact";
import { idleMs } from "./asked";
import { HoursChart } from "./home/chart";
import { Tile } from "./home/tile";
import { Table } from "./parts/table";
import { Report } from "./reports/api";
import { ReportChart } from "./reports/chart";

const ROWS = 40, TURNS = 3, REST_MS = 500;
const WORDS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("");

const nothing = () => undefined;
const table = () => {
  const columns = WORDS.slice(0, 8).map((head, n) => ({ key: head, head, width: "1fr", cell: (row: string) => (n % 2 ? <span class="look">{row}</span> : row) }));
  const picked = { has: () => false, toggle: nothing, label: "" };
  return <Table id="warm-table" label="" columns={columns} count={ROWS} row={(n) => WORDS[n % WORDS.length]} open={nothing} waiting="…" sorting={{ by: "0", of: ["0"], set: nothing }} picked={picked} />;
};

const column = (name: string) => ({ name, zh: name, en: name });
const report: Report = {
  ...column(""), report: "tests", area: "", from: 0, to: 0, at: 0, hours: 0, what: column(""), columns: ["tested", "untested"].map(column),
  rows: WORDS.map((name) => ({ ...column(name), counts: [1, 2] })),
};
const charts = () => (
  <>
    <div class="tiles">{WORDS.slice(0, 4).map((word) => <Tile key={word} href="#" n={1} words={word} />)}</div>
    <HoursChart hours={Array.from({ length: 24 }, (_, n) => ({ at: 3600 * n, in: n, out: 1, refused: 0 }))} />
    <ReportChart report={report} />
  </>
);

/** For two frames; then done is called. */
function show(what: ComponentChildren, done: () => void): void {
  const box = document.createElement("div");
  box.className = "warm";
  box.setAttribute("aria-hidden", "true");
  document.body.append(box);
  render(what, box);
  requestAnimationFrame(() => requestAnimationFrame(() => {
    render(null, box);
    box.remove();
    done();
  }));
}

let warmed = false;

/** Each in a moment of its own, and none while somebody is at work, who would wait for it. */
export function warm(): void {
  if (warmed || typeof requestIdleCallback !== "function") return;
  warmed = true;
  const left = Array.from({ length: TURNS }, () => [table, charts]).flat();
  const next = () => {
    if (idleMs() < REST_MS) return void setTimeout(next, REST_MS - idleMs());
    const draw = left.shift();
    if (draw) show(draw(), rest);
  };
  const rest = () => void requestIdleCallback(next);
  rest();
}
