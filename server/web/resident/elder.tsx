// SPDX-License-Identifier: Apache-2.0
// 长辈模式: one code, one sentence, large, read aloud.
import { nowS } from "../shared/clock";
import { Held } from "../shared/holder_api";
import { LiveCode } from "./code";
import { useTexts } from "./language";
import { linesOf } from "./lines";
import { ClockWarning } from "./news";
import { Notices } from "./notices";
import { useOpenPass } from "./pass";
import { setLook, usePhone } from "./phone";
import { Texts } from "./zh";

function say(sentence: string, language: string): void {
  const spoken = new SpeechSynthesisUtterance(sentence);
  spoken.lang = language === "zh" ? "zh-CN" : "en-GB";
  spoken.rate = 0.85;
  speechSynthesis.cancel();
  speechSynthesis.speak(spoken);
}

function sentenceOf(t: Texts, pass: Held, heardAt: number): string {
  if (pass.exp <= nowS()) return t.expired;
  return linesOf(t, pass, heardAt).every((line) => line.weight === "good") ? t.elderSay : t.elderAsk;
}

export function ElderPage(props: { pair: CryptoKeyPair }) {
  const t = useTexts();
  const { language, heardAt } = usePhone();
  const [passes, open, turn] = useOpenPass();
  const pass = passes[open];
  const sentence = sentenceOf(t, pass, heardAt);
  return (
    <main class="elder">
      {passes.length > 1 && (
        <button class="tab" onClick={() => turn((open + 1) % passes.length)}>
          <bdi translate={false}>{pass.name}</bdi> ▸
        </button>
      )}
      <LiveCode pass={pass.text} pair={props.pair} />
      <p class="sentence">{sentence}</p>
      {"speechSynthesis" in window && <button onClick={() => say(sentence, language)}>{t.readAloud}</button>}
      <Notices />
      <ClockWarning />
      <button class="plain" onClick={() => setLook({ elder: false })}>{t.elderOff}</button>
    </main>
  );
}
