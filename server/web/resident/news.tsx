// SPDX-License-Identifier: Apache-2.0
// How old the news is, whether the server answers, and whether the phone's clock is right.
import { nowS, phoneFastS } from "../shared/clock";
import { ageText, amountText, useTexts } from "./language";
import { usePhone } from "./phone";

/** works: a code is shown, and lives. */
export function News(props: { works: boolean }) {
  const t = useTexts();
  const { heardAt, contact, asking } = usePhone();
  const age = heardAt ? ageText(t, nowS() - heardAt) : null;
  const said = contact === "offline" || contact === "busy" ? t[contact](props.works) : contact === "stranger" ? t.stranger : "";
  if (asking) return <p class="news" role="status">{t.asking}</p>;
  return (
    <p class="news" role="status">
      {!heardAt ? t.newsNever : age ? t.newsAge(age) : t.newsNow}
      {said && <> {said}</>}
    </p>
  );
}

export function ClockWarning() {
  const t = useTexts();
  const fastS = phoneFastS();
  if (!fastS) return null;
  return <p class="warning">{t.clockOff(fastS > 0, amountText(t, Math.abs(fastS)))}</p>;
}
