// SPDX-License-Identifier: Apache-2.0
// The four lines below the code: health, travel, test, residency; each a sign and a word.
import { nowS } from "../shared/clock";
import { Held, MeRecord } from "../shared/holder_api";
import { useTexts } from "./language";
import { usePhone } from "./phone";
import { Sign, Weight } from "./sign";
import { Texts } from "./zh";

interface Line {
  name: string;
  weight: Weight;
  word: string;
  more?: string;
}

const WEIGHTS: Record<string, Record<string, Weight>> = {
  health: { green: "good", yellow: "look", red: "bad" },
  travel: { none: "good", starred: "look", risk: "bad" },
  state: { active: "good", monitoring: "look" },
  test: { negative: "good", none: "unknown" },
};

function plain(t: Texts, field: "health" | "travel" | "state", value: string): Line {
  const weight = WEIGHTS[field][value] ?? (value === "unknown" ? "unknown" : "bad");
  return { name: t.lines[field], weight, word: t[field][value] ?? value };
}

const FRESH_S = 150; // news comes each minute or so

/** What was left when the server said it, at heardAt; of older news less the time since, rounded
 * down, so that it never promises more than there is. */
function hoursLeft(said: number, heardAt: number): number {
  const ageS = nowS() - heardAt;
  return ageS < FRESH_S ? said : Math.floor(said - ageS / 3600);
}

function testLine(t: Texts, pass: Held, record: MeRecord, heardAt: number): Line {
  const { test, pending } = record;
  const line: Line = { name: t.lines.test, weight: WEIGHTS.test[test] ?? "bad", word: t.test[test] ?? test };
  if (pending) line.more = t.pending;
  if (!pass.test || test !== "negative") return line;
  const left = hoursLeft(pass.test.hours_left, heardAt);
  if (left > 0) return { ...line, more: t.hoursLeft(left, pass.test.hours) };
  return { ...line, weight: "look", more: pending ? t.pending : t.hoursOver(pass.test.hours) };
}

/** None before the first news of a pass that was just issued. */
export function linesOf(t: Texts, pass: Held, heardAt: number): Line[] {
  const record = pass.record;
  if (!record) return [];
  const { health, travel, state } = record;
  const test = testLine(t, pass, record, heardAt);
  return [plain(t, "health", health), plain(t, "travel", travel), test, plain(t, "state", state)];
}

export function Lines(props: { pass: Held }) {
  const t = useTexts();
  const { heardAt } = usePhone();
  return (
    <ul class="lines">
      {linesOf(t, props.pass, heardAt).map((line) => (
        <li key={line.name}>
          <Sign weight={line.weight} />
          <span class="field">{line.name}</span>
          <span class="word">{line.word}</span>
          {line.more && <span class="more">{line.more}</span>}
        </li>
      ))}
    </ul>
  );
}
