// SPDX-License-Identifier: Apache-2.0
// When to ask for news: while the page is looked at, once a minute, later where the server is busy,
// and never all phones at once.

const EACH_S = 60;
const MOST_S = 300;

/** ask() resolves to the seconds that the server wants to be left alone, 0 for none. */
export function keepAsking(ask: () => Promise<number>): void {
  let timer = 0;
  const again = async () => {
    clearTimeout(timer);
    const waitS = document.hidden ? 0 : await ask().catch(() => 0);
    const nextS = Math.min(Math.max(EACH_S, waitS), MOST_S) * (1 + Math.random() / 4);
    clearTimeout(timer);
    timer = window.setTimeout(again, nextS * 1000);
  };
  document.addEventListener("visibilitychange", () => document.hidden || void again());
  window.addEventListener("online", () => void again());
  void again();
}
