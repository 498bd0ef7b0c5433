// SPDX-License-Identifier: Apache-2.0
// The one screen: the code, whose it is, four lines, how old the news is; a tab for each person.
import { useState } from "preact/hooks";
import { nowS } from "../shared/clock";
import { Held } from "../shared/holder_api";
import { LiveCode } from "./code";
import { dateText, useTexts } from "./language";
import { Lines } from "./lines";
import { ClockWarning, News } from "./news";
import { Notices } from "./notices";
import { usePhone } from "./phone";
import { goTo } from "./route";
import { Applications } from "./waiting";

const idOf = (pass: Held) => pass.area + "/" + pass.index;

function Tabs(props: { passes: Held[]; open: number; turn: (n: number) => void }) {
  const t = useTexts();
  if (props.passes.length < 2) return null;
  return (
    <div class="tabs" role="group">
      {props.passes.map((pass, n) => (
        <button key={idOf(pass)} class="tab" aria-pressed={n === props.open} onClick={() => props.turn(n)}>
          <bdi translate={false}>{pass.name}</bdi> <small>{pass.relation === "own" ? t.own : t.family}</small>
        </button>
      ))}
    </div>
  );
}

function Who(props: { pass: Held }) {
  const t = useTexts();
  const { name, tail, role, exp } = props.pass;
  return (
    <div class="who">
      <bdi class="name" translate={false}>{name}</bdi>
      <span>{t.roles[role ?? "resident"] ?? role}</span>
      {tail && <span>{t.tail(tail)}</span>}
      <span class={exp <= nowS() ? "warning" : ""}>{exp <= nowS() ? t.expired : t.validUntil(dateText(exp))}</span>
    </div>
  );
}

let lastOpen = ""; // as long as the page stays

/** One's own first; the one that was open stays so when news comes. */
export function useOpenPass(): [Held[], number, (n: number) => void] {
  const all = usePhone().me?.passes ?? [];
  const passes = [...all].sort((a, b) => Number(a.relation !== "own") - Number(b.relation !== "own"));
  const [open, turn] = useState(lastOpen);
  const found = passes.findIndex((pass) => idOf(pass) === open);
  return [passes, Math.max(0, found), (n) => turn((lastOpen = idOf(passes[n])))];
}

export function PassPage(props: { pair: CryptoKeyPair }) {
  const t = useTexts();
  const [passes, open, turn] = useOpenPass();
  const pass = passes[open];
  return (
    <main class="pass">
      <Tabs passes={passes} open={open} turn={turn} />
      <LiveCode pass={pass.text} pair={props.pair} />
      <div class="beside">
        <Who pass={pass} />
        <Lines pass={pass} />
        {!!pass.restraints?.length && <button class="plain" onClick={() => goTo("record")}>{t.why}</button>}
        <Notices />
        <Applications />
        <ClockWarning />
        <News works={pass.exp > nowS()} />
        <p class="hint">{t.bright}</p>
      </div>
    </main>
  );
}
