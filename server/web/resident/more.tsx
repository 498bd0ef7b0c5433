// SPDX-License-Identifier: Apache-2.0
// What stands behind the one screen.
import { useState } from "preact/hooks";
import { clockAdjust, nowS } from "../shared/clock";
import { timeText, useTexts } from "./language";
import { InstallButton } from "./install";
import { refresh, setLook, signOut } from "./phone";
import { goTo, Page } from "./route";

function Item(props: { page: Page; text: string }) {
  return <li><a href={"#" + props.page}>{props.text}</a></li>;
}

export function MorePage() {
  const t = useTexts();
  const elder = () => {
    setLook({ elder: true });
    goTo("");
  };
  return (
    <main class="menu">
      <h1>{t.more}</h1>
      <ul>
        <li><button class="plain" onClick={() => (void refresh(), goTo(""))}>{t.updateNow}</button></li>
        <li><button class="plain" onClick={elder}>{t.elder}</button></li>
        <Item page="record" text={t.restraintsTitle} />
        <Item page="reads" text={t.readsTitle} />
        <Item page="family" text={t.applyFamily} />
        <Item page="certificates" text={t.certificates} />
        <Item page="visitors" text={t.visitors} />
        <Item page="clock" text={t.clockMenu} />
        <Item page="card" text={t.card} />
        <Item page="lost" text={t.lostPhone} />
        <Item page="out" text={t.signOut} />
      </ul>
      <InstallButton />
    </main>
  );
}

export function ClockPage() {
  const t = useTexts();
  const [seconds, fill] = useState("");
  const [done, say] = useState(false);
  const adjust = (sign: 1 | -1) => {
    const amount = Math.abs(parseInt(seconds, 10));
    if (amount) void clockAdjust(sign * amount).then(() => (say(true), fill("")));
  };
  return (
    <main class="apply">
      <h1>{t.clockTitle}</h1>
      <p>{t.clockWhat}</p>
      <label>
        <span>{t.clockSeconds}</span>
        <input id="seconds" inputMode="numeric" autocomplete="off" value={seconds} onInput={(e) => fill(e.currentTarget.value)} />
      </label>
      <button id="slow" onClick={() => adjust(1)}>{t.clockSlow}</button>
      <button id="fast" onClick={() => adjust(-1)}>{t.clockFast}</button>
      <p role="status">{done ? t.clockDone : ""}</p>
      <p class="hint">{t.clockNow(timeText(nowS()))}</p>
    </main>
  );
}

export function SignOutPage() {
  const t = useTexts();
  const [busy, work] = useState(false);
  const leave = () => {
    work(true);
    void signOut().then(() => goTo(""));
  };
  return (
    <main class="apply">
      <h1>{t.signOut}</h1>
      <p>{t.signOutWhat}</p>
      <button class="large" id="leave" disabled={busy} onClick={leave}>{t.signOutYes}</button>
      <button class="plain" onClick={() => goTo("")}>{t.signOutNo}</button>
    </main>
  );
}
