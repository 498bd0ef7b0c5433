// SPDX-License-Identifier: Apache-2.0
import { Answer, problemText } from "../shared/http";
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

type Refusable = Pick<Answer<unknown>, "status" | "body" | "problem">;

/** Why it was refused, as one sentence; "" where it was not. Status 0: nobody answered, so nobody knows whether it was done. */
export function refusal({ status, body, problem }: Refusable, language: Desk["language"]): string {
  const t = texts[language];
  if (body) return "";
  return status ? problemText(problem, language) || t.failed(status) : t.noAnswer;
}

export function useRefusal(): (answer: Refusable) => string {
  const { language } = useDesk();
  return (answer) => refusal(answer, language);
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

/** Of what has happened, whatever the clock of the computer says. */
export const agoText = (t: Texts, atS: number, nowS: number): string => awayText(t, Math.min(atS, nowS - 1), nowS);

/** What an area is called, and its code; the code alone where nobody has said more. */
export function useArea(): (area: string) => string {
  const { who, language } = useDesk();
  return (area) => {
    const name = who?.names[area];
    if (!name) return area;
    return language === "zh" ? `${name}（${area}）` : `${name} (${area})`;
  };
}

/** As the server writes the kind of document, and the tail, of whoever has none. */
export const NO_DOCUMENT = "无证件";
const NO_TAIL = "无";

export const documentText = (t: Texts, type: string): string => t.idTypes[type] ?? type;

/** Kinds of documents to choose from. */
export const documentTypes = (t: Texts): [string, string][] => Object.entries(t.idTypes).filter(([type]) => type !== NO_DOCUMENT);

/** Under a head that says what it is. */
export const tailText = (t: Texts, tail: string | undefined): string => (tail === NO_TAIL ? t.none : (tail ?? ""));

/** In a line of words. */
export const tailOf = (t: Texts, tail: string | undefined): string => (tail === NO_TAIL ? documentText(t, NO_DOCUMENT) : t.fields.tail + " " + (tail ?? ""));

/** The founding bodies are called as their kind is; others by a name of their own. Of either: its id, or its name. */
export function bodyText(t: Texts, body: string | undefined): string {
  const kind = Object.keys(zh.kinds).find((one) => zh.kinds[one] === body) ?? body ?? "";
  return t.kinds[kind] ?? kind;
}
