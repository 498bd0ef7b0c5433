// SPDX-License-Identifier: Apache-2.0
import { useLayoutEffect } from "preact/hooks";
import type uPlot from "uplot";

/** A chart in that box, as wide as it is; in the same frame as the page around it. */
export function usePlot(box: { current: HTMLDivElement | null }, heightPx: number, draw: (box: HTMLDivElement) => uPlot, changes: unknown[]): void {
  useLayoutEffect(() => {
    if (!box.current) return;
    const plot = draw(box.current);
    const fit = () => box.current && plot.setSize({ width: box.current.clientWidth, height: heightPx });
    window.addEventListener("resize", fit);
    return () => {
      window.removeEventListener("resize", fit);
      plot.destroy();
    };
  }, changes);
}
