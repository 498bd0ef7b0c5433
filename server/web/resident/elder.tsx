// SPDX-License-Identifier: Apache-2.0
// 长辈模式: one code, one sentence, large, read aloud.
import { LiveCode } from "./code";
import { useTexts } from "./language";
import { linesOf } from "./lines";
import { useOpenPass } from "./pass";
import { setLook, usePhone } from "./phone";

function say(sentence: string, language: string): void {
  const spoken = new SpeechSynthesisUtterance(sentence);
  spoken.lang = language === "zh" ? "zh-CN" : "en-GB";
  spoken.rate = 0.85;
  speechSynthesis.cancel();
  speechSynthesis.speak(spoken);
}

export function ElderPage(props: { pair: CryptoKeyPair }) {
  const t = useTexts();
  const { language, heardAt } = usePhone();
  const [passes, open, turn] = useOpenPass();
  const pass = passes[open];
  const sentence = linesOf(t, pass, heardAt).every((line) => line.weight === "good") ? t.elderSay : t.elderAsk;
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
      <button class="plain" onClick={() => setLook({ elder: false })}>{t.elderOff}</button>
    </main>
  );
}
