// SPDX-License-Identifier: Apache-2.0
// The live code: made anew every 15 seconds by the phone's key, with a band that moves, as no
// screenshot does.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { nowS } from "../shared/clock";
import { signerOf } from "../shared/key";
import { liveText, RENEW_S } from "../shared/live";
import { QrCanvas } from "../shared/qr_canvas";
import { timeText, useTexts } from "./language";

interface Shown {
  text: string;
  iat: number;
}

const due = (shown: Shown | null, pass: string, made: string, now: number) =>
  !shown || made !== pass || now - shown.iat >= RENEW_S || now < shown.iat;

/** The code of this moment and the time; looked at four times a second. */
function useLive(pass: string, pair: CryptoKeyPair): [Shown | null, number] {
  const [shown, show] = useState<Shown | null>(null);
  const [now, tick] = useState(nowS());
  const last = useRef<{ shown: Shown | null; pass: string; busy: boolean }>({ shown: null, pass: "", busy: false });
  useLayoutEffect(() => {
    const look = async () => {
      const at = nowS();
      tick(at);
      const mine = last.current;
      if (mine.busy || !due(mine.shown, pass, mine.pass, at)) return;
      mine.busy = true;
      const text = await liveText(pass, at, signerOf(pair)).catch(() => null);
      mine.busy = false;
      if (!text) return;
      mine.shown = { text, iat: at };
      mine.pass = pass;
      show(mine.shown);
    };
    void look();
    const timer = setInterval(() => void look(), 250);
    return () => clearInterval(timer);
  }, [pass, pair]);
  return [shown && last.current.pass === pass ? shown : null, now];
}

/** The screen stays on while a code is shown, where the browser lets it. */
function useWakeLock(): void {
  useEffect(() => {
    let lock: { release(): Promise<void> } | null = null;
    const wake = (navigator as unknown as { wakeLock?: { request(type: "screen"): Promise<typeof lock> } }).wakeLock;
    const hold = () => {
      if (wake && !document.hidden) wake.request("screen").then((held) => (lock = held)).catch(() => undefined);
    };
    hold();
    document.addEventListener("visibilitychange", hold);
    return () => {
      document.removeEventListener("visibilitychange", hold);
      void lock?.release().catch(() => undefined);
    };
  }, []);
}

export function LiveCode(props: { pass: string; pair: CryptoKeyPair }) {
  const t = useTexts();
  const [shown, now] = useLive(props.pass, props.pair);
  useWakeLock();
  const left = shown ? Math.max(0, RENEW_S - (now - shown.iat)) : RENEW_S;
  return (
    <figure class="code">
      <div class="band" aria-hidden="true">
        <span class="runner" />
        <span class="time">{timeText(now)}</span>
      </div>
      {shown ? <QrCanvas text={shown.text} label={t.codeLabel} /> : <div class="qr" />}
      <figcaption>
        {t.showThis} · {t.renews(left)}
      </figcaption>
    </figure>
  );
}
