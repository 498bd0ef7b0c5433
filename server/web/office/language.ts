// SPDX-License-Identifier: Apache-2.0
import { Problem, problemText } from "../shared/http";
import { Desk, useDesk } from "./desk";
import { en } from "./en";
import { Texts, zh } from "./zh";

export const texts: Record<Desk["language"], Texts> = { zh, en };

export function useTexts(): Texts {
  return texts[useDesk().language];
}

/** What the server says in both languages, in that of the page. */
export function useBoth(): (zh: string | undefined, en: string | undefined) => string {
  const { language } = useDesk();
  return (chinese, english) => (language === "zh" ? chinese : english) ?? chinese ?? english ?? "";
}

/** A refusal as one sentence; status 0: nobody answered, so nobody knows whether it was done. */
export function refusal(t: Texts, status: number, problem: Problem | null, language: Desk["language"]): string {
  if (status === 0) return t.noAnswer;
  return problemText(problem, language) || t.failed(status);
}

const CHINA_S = 8 * 3600;
const china = (atS: number) => new Date((atS + CHINA_S) * 1000).toISOString();

/** Of China's day, wherever the computer thinks that it is. */
export const dateText = (atS: number): string => china(atS).slice(0, 10);
export const timeText = (atS: number): string => china(atS).slice(0, 16).replace("T", " ");

/** "3 hours ago", "in 2 days". */
export function awayText(t: Texts, atS: number, nowS: number): string {
  const awayS = Math.abs(atS - nowS);
  const amount =
    awayS < 90 * 60 ? t.minutes(Math.max(1, Math.round(awayS / 60)))
    : awayS < 36 * 3600 ? t.hours(Math.round(awayS / 3600))
    : t.days(Math.round(awayS / 86400));
  return atS < nowS ? t.ago(amount) : t.ahead(amount);
}

/** The founding bodies are called as their kind is; others by a name of their own. */
export const bodyText = (t: Texts, id: string | undefined): string => (id ? (t.kinds[id] ?? id) : "");
