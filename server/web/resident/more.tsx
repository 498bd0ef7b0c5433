// SPDX-License-Identifier: Apache-2.0
// What stands behind the one screen.
import { useState } from "preact/hooks";
import { clockAdjust, nowS } from "../shared/clock";
import { timeText, useTexts } from "./language";
import { InstallButton } from "./install";
import { askNow, setLook, signOut } from "./phone";
import { goTo, linked, Page } from "./route";

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
        <li><button class="plain" onClick={() => (void askNow(), goTo(""))}>{t.updateNow}</button></li>
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

const MOST_S = 10 * 366 * 86400; // a clock that began anew

/** 0: no time that a clock can be off by. A link may hold anything. */
const within = (late: number) => (Math.abs(late) <= MOST_S ? Math.trunc(late) : 0);

export function ClockPage() {
  const t = useTexts();
  const told = within(Number(linked("late"))); // by the code on the queue's screen
  const [seconds, fill] = useState("");
  const [done, say] = useState(false);
  const adjust = (late: number) => {
    if (within(late)) void clockAdjust(late).then(() => (say(true), fill("")));
  };
  const amount = Math.abs(parseInt(seconds, 10));
  return (
    <main class="apply">
      <h1>{t.clockTitle}</h1>
      {!!told && !done && <p class="lead">{t.clockTold(told < 0, Math.abs(told))}</p>}
      {!!told && !done && <button class="large" id="set" onClick={() => adjust(told)}>{t.clockSet}</button>}
      <p role="status">{done ? t.clockDone : ""}</p>
      {done && <button class="large" id="show" onClick={() => goTo("")}>{t.clockShow}</button>}
      <p>{t.clockWhat}</p>
      <label>
        <span>{t.clockSeconds}</span>
        <input id="seconds" inputMode="numeric" autocomplete="off" value={seconds} onInput={(e) => fill(e.currentTarget.value)} />
      </label>
      <button id="slow" onClick={() => adjust(amount)}>{t.clockSlow}</button>
      <button id="fast" onClick={() => adjust(-amount)}>{t.clockFast}</button>
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
      <button class="large" id="leave" disabled={busy} onClick={leave}>{busy ? t.signingOut : t.signOutYes}</button>
      <button class="plain" onClick={() => goTo("")}>{t.signOutNo}</button>
    </main>
  );
}
