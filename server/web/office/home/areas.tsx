// SPDX-License-Identifier: Apache-2.0
// What a street, district or city begins with: the sum over its communities, and of each what is wrong
// there. Numbers alone, as the figures have them; nobody is named.
import { may, useDesk } from "../desk";
import { useArea, useBoth, useTexts } from "../language";
import { Count, Report, ReportRow } from "../reports/api";
import { addressOf, Page, pagesOf } from "../route";
import { Finding } from "../rules/api";
import { Contradictions, Home } from "./api";
import { Tile } from "./tile";

/** By the figures' columns; wrong: when it is not 0, and which page has it. */
const SHOWN: { name: string; page?: Page; wrong?: boolean }[] = [
  { name: "held", page: "requests", wrong: true }, { name: "late", page: "appeals", wrong: true },
  { name: "silent", page: "gates", wrong: true }, { name: "contradictions", page: "rules", wrong: true },
  { name: "requests", page: "requests" }, { name: "appeals", page: "appeals" },
  { name: "residents" }, { name: "in" }, { name: "out" }, { name: "untested" },
];

type Of = (row: ReportRow, name: string) => Count;

function countsOf(figures: Report, found: Contradictions | null): Of {
  const at = (name: string) => figures.columns.findIndex((column) => column.name === name);
  const of = (area: string) => found?.areas.find((one) => one.area === area)?.contradictions ?? null;
  return (row, name) => (name !== "contradictions" ? row.counts[at(name)] : row.of ? of(row.of) : found?.findings.length ?? null);
}

function Cell(props: { count: Count; page?: Page; wrong?: boolean; area?: string }) {
  const { who } = useDesk();
  const { count, page, area } = props;
  const leads = !!count && !!area && !!page && pagesOf(who).includes(page);
  const shown = count ?? "…";
  return (
    <td class={"number" + (props.wrong && count ? " look" : "")}>
      {leads ? <a href={addressOf(page as Page, { area: area as string })}>{shown}</a> : shown}
    </td>
  );
}

function Areas(props: { figures: Report; of: Of }) {
  const t = useTexts(), both = useBoth(), called = useArea();
  const { figures, of } = props;
  const words = (name: string) => {
    const column = figures.columns.find((one) => one.name === name);
    return column ? both(column.zh, column.en) : t.areas.contradictions;
  };
  return (
    <div class="scroll wide" tabIndex={0} role="region" aria-label={t.areas.title}>
      <table id="areas">
        <thead><tr><th scope="col">{t.areas.area}</th>{SHOWN.map(({ name }) => <th key={name} scope="col" class="number">{words(name)}</th>)}</tr></thead>
        <tbody>
          {figures.rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">{row.of ? called(row.of) : both(row.zh, row.en)}</th>
              {SHOWN.map((one) => <Cell key={one.name} count={of(row, one.name)} page={one.page} wrong={one.wrong} area={row.of} />)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Sum(props: { figures: Report; of: Of }) {
  const t = useTexts();
  const [sum] = props.figures.rows;
  const tile = (name: string) => <Tile n={props.of(sum, name) ?? undefined} words={t.areas.tiles[name]} late={SHOWN.some((one) => one.name === name && one.wrong) && !!props.of(sum, name) ? t.areas.look : ""} />;
  return <div class="tiles" id="sum">{["requests", "held", "late", "silent", "contradictions"].map(tile)}</div>;
}

function Found(props: { findings: Finding[] }) {
  const t = useTexts(), both = useBoth(), called = useArea();
  if (!props.findings.length) return null;
  return (
    <>
      <h2>{t.areas.found}</h2>
      <ul class="findings" id="contradictions">
        {props.findings.map((one, n) => (
          <li key={n} class={one.weight}>{both(one.zh, one.en)}<small>{t.areas.where(called(one.community), one.communities)}</small></li>
        ))}
      </ul>
    </>
  );
}

export function AreasHome({ home }: { home: Home | null }) {
  const t = useTexts();
  const { who } = useDesk();
  const { figures, contradictions: found = null } = home ?? {};
  const of = figures && countsOf(figures, found);
  return (
    <>
      {figures && of && <Sum figures={figures} of={of} />}
      <h2>{t.areas.title}</h2>
      {figures && of && <Areas figures={figures} of={of} />}
      <p class="hint">{t.areas.how}</p>
      {may(who, "policies") && <p><a class="button" id="write-order" href={addressOf("rules", { write: "1" })}>{t.rules.write}</a></p>}
      {found && <Found findings={found.findings} />}
    </>
  );
}
