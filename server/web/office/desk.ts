// SPDX-License-Identifier: Apache-2.0
// What the desk knows of itself: who is signed in, how it is shown, and what is in the way. One
// object, replaced at each change; whoever shows it subscribes.
import { watched } from "./watched";

/** GET /v1/sessions/current */
export interface Who {
  login: string;
  body: string;
  kind: string;
  area: string;
  roles: string[];
  rights: string[];
  names: Record<string, string>; // of areas, as far as they are known
  token?: string; // for X-Tongxing-Token
}

export interface Trouble {
  why: "busy" | "offline";
  againAtMs: number; // by performance.now()
}

export interface Desk {
  ready: boolean; // the server has said whether anybody is signed in
  who: Who | null;
  ended: boolean; // the session is over while a page is open: it waits behind the sign-in
  language: "zh" | "en";
  trouble: Trouble | null;
  said: string; // for whoever hears the page: what was just done
}

const LANGUAGE = "office-language";

/** Storage may be forbidden: then the language is that of the visit. */
function keptLanguage(): "zh" | "en" {
  try {
    return localStorage.getItem(LANGUAGE) === "en" ? "en" : "zh";
  } catch {
    return "zh";
  }
}

const desk = watched<Desk>({ ready: false, who: null, ended: false, language: keptLanguage(), trouble: null, said: "" });

export const deskNow = desk.now;
export const change = desk.change;
export const useDesk = desk.use;

export function setLanguage(language: "zh" | "en"): void {
  change({ language });
  try {
    localStorage.setItem(LANGUAGE, language);
  } catch {
    // it is shown, if not kept
  }
}

export const may = (who: Who | null, ...rights: string[]): boolean => rights.some((right) => who?.rights.includes(right));

/** Who may act alone for two hours, in the server's words. */
export const mayAlone = (who: Who | null): boolean => !!who?.roles.some((role) => ["lead", "health", "command"].includes(role));

/** Whose area holds communities looks at their figures side by side. */
export const isAbove = (who: Who | null): boolean => !!who && who.area.endsWith("000");

export const say = (said: string): void => change({ said });
