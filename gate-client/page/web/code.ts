// SPDX-License-Identifier: Apache-2.0
// A QR code as the gate sends it, drawn.

export interface Code {
  size: number;
  /** A 0 or 1 a module, row by row. */
  modules: string;
}

const SPACE = "http://www.w3.org/2000/svg";
const QUIET = 4; // modules around (ISO/IEC 18004, 5.3.8)

function add(svg: SVGElement, name: string, values: { [name: string]: string }): void {
  const made = document.createElementNS(SPACE, name);
  for (const key of Object.keys(values)) made.setAttribute(key, values[key]);
  svg.appendChild(made);
}

export function drawn(code: Code, label: string): SVGElement {
  const svg = document.createElementNS(SPACE, "svg");
  const side = String(code.size + 2 * QUIET);
  let path = "";
  for (let i = 0; i < code.modules.length; i++)
    if (code.modules[i] === "1") path += `M${(i % code.size) + QUIET} ${Math.floor(i / code.size) + QUIET}h1v1h-1z`;
  svg.setAttribute("class", "code");
  svg.setAttribute("viewBox", `0 0 ${side} ${side}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  add(svg, "rect", { class: "paper", width: side, height: side });
  add(svg, "path", { d: path });
  return svg;
}
