// SPDX-License-Identifier: Apache-2.0
// What Preact asks of browsers and those of 2018 lack. tests/browser/old_browser.js looks for more.

if (!("queueMicrotask" in window))
  (window as unknown as Record<string, unknown>).queueMicrotask = (run: () => void) => void Promise.resolve().then(run);

export {};
