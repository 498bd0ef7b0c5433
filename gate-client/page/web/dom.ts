// SPDX-License-Identifier: Apache-2.0
import { both, Key } from "./texts";

export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error("no element " + id);
  return found as T;
}

/** An element with text: never markup, since names come from passes. */
export function element(tag: string, className: string, text = ""): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

/** What no page has in two languages: names, numbers, a gate's own name. */
export function untranslated(target: HTMLElement): HTMLElement {
  target.translate = false;
  return target;
}

/** Both languages, one under the other. */
export function bilingual(target: HTMLElement, zh: string, en: string): void {
  const small = element("span", "en", en);
  small.lang = "en";
  target.textContent = "";
  target.appendChild(element("span", "zh", zh));
  target.appendChild(small);
}

/** Fills every element that has data-text with the words of that key. */
export function fillTexts(): void {
  const marked = document.querySelectorAll<HTMLElement>("[data-text]");
  for (let i = 0; i < marked.length; i++) {
    const [zh, en] = both(marked[i].dataset.text as Key);
    bilingual(marked[i], zh, en);
  }
}
