// SPDX-License-Identifier: Apache-2.0
import { useLayoutEffect, useRef } from "preact/hooks";
import { qrCode } from "./live";

const FIRST = "first-code"; // how soon, for whoever measures
const QUIET = 4; // modules around (ISO/IEC 18004, 5.3.8)

function draw(canvas: HTMLCanvasElement, text: string, onPaper?: boolean): void {
  const code = qrCode(text, onPaper);
  const side = code.size + 2 * QUIET;
  canvas.width = canvas.height = side;
  canvas.dataset.size = String(code.size);
  if (!performance.getEntriesByName(FIRST).length) performance.mark(FIRST);
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, side, side);
  pen.fillStyle = "#000";
  for (let y = 0; y < code.size; y++)
    for (let x = 0; x < code.size; x++) if (code.get(x, y)) pen.fillRect(x + QUIET, y + QUIET, 1, 1);
}

/** One pixel a module: the style makes it as large as there is room, without blur. */
export function QrCanvas(props: { text: string; label: string; onPaper?: boolean }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    if (canvas.current) draw(canvas.current, props.text, props.onPaper);
  }, [props.text]);
  return <canvas ref={canvas} class="qr" role="img" aria-label={props.label} />;
}
