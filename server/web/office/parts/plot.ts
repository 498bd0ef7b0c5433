// SPDX-License-Identifier: Apache-2.0
import { useLayoutEffect } from "preact/hooks";
import type uPlot from "uplot";

/** A chart in that box, as wide as it is; in the same frame as the page around it. Asked for its width a
 * page is laid out: so the boxes of all charts are asked before the first is drawn. */
export function usePlot(box: { current: HTMLDivElement | null }, heightPx: number, draw: (box: HTMLDivElement, widthPx: number) => uPlot, changes: unknown[]): void {
  useLayoutEffect(() => {
    const at = box.current;
    if (!at) return;
    const widthPx = at.clientWidth;
    let plot: uPlot | null = null, over = false;
    queueMicrotask(() => over || (plot = draw(at, widthPx)));
    const fit = () => plot?.setSize({ width: at.clientWidth, height: heightPx });
    window.addEventListener("resize", fit);
    return () => {
      over = true;
      window.removeEventListener("resize", fit);
      plot?.destroy();
    };
  }, changes);
}
