// SPDX-License-Identifier: Apache-2.0
import { bilingual, element } from "./dom";
import { Verdict } from "./stream";

/** Never colour alone: a tick, a hand, a bar. */
const shapes: { [verdict in Verdict]: string } = {
  allow: "M20 55 L42 77 L82 25",
  review: "M33 52 V26 M46 52 V14 M59 52 V16 M72 52 V28 M17 56 L36 76 M33 52 H72 V70 Q72 90 54 90 Q40 90 33 78 Z",
  deny: "M14 50 H86",
};

function shape(verdict: Verdict): SVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 100 100");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", shapes[verdict]);
  svg.appendChild(path);
  return svg;
}

/** The verdict that fills its place. null: nobody stands there. */
export function showVerdict(place: HTMLElement, verdict: Verdict | null, zh: string, en: string): void {
  place.className = "verdict " + (verdict || "idle");
  place.textContent = "";
  if (verdict) place.appendChild(shape(verdict));
  const words = element("p", "words");
  bilingual(words, zh, en);
  place.appendChild(words);
}
