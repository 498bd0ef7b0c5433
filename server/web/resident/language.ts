// SPDX-License-Identifier: Apache-2.0
import { en } from "./en";
import { Phone, usePhone } from "./phone";
import { Texts, zh } from "./zh";

export const texts: Record<Phone["language"], Texts> = { zh, en };

export function useTexts(): Texts {
  return texts[usePhone().language];
}

/** "3 minutes ago"; null: this minute. */
export function ageText(t: Texts, ageS: number): string | null {
  if (ageS < 90) return null;
  if (ageS < 90 * 60) return t.minutesAgo(Math.round(ageS / 60));
  return ageS < 36 * 3600 ? t.hoursAgo(Math.round(ageS / 3600)) : t.daysAgo(Math.round(ageS / 86400));
}

export function amountText(t: Texts, seconds: number): string {
  return seconds < 120 ? t.seconds(seconds) : t.minutes(Math.round(seconds / 60));
}

const CHINA_S = 8 * 3600;

/** Of China's day, wherever the phone thinks that it is. */
export function dateText(atS: number): string {
  return new Date((atS + CHINA_S) * 1000).toISOString().slice(0, 10);
}
/** "2022-01-01 08:00 — 12:00". */
export function windowText(fromS: number, untilS: number): string {
  const minute = (atS: number) => dateText(atS) + " " + timeText(atS).slice(0, 5);
  const sameDay = dateText(fromS) === dateText(untilS);
  return minute(fromS) + " — " + (sameDay ? timeText(untilS).slice(0, 5) : minute(untilS));
}

/** What a field of type datetime-local holds, which is China's time as well. */
export function inputTime(atS: number): string {
  return dateText(atS) + "T" + timeText(atS).slice(0, 5);
}
export function inputTimeS(text: string): number {
  return Math.floor(Date.parse(text + ":00+08:00") / 1000) || 0;
}

export function timeText(atS: number): string {
  return new Date((atS + CHINA_S) * 1000).toISOString().slice(11, 19);
}
