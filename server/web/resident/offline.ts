// SPDX-License-Identifier: Apache-2.0
// The service worker, which gives this page without a network. A newer one takes over when nobody
// looks, so that no code vanishes from under a camera.

export function keepOffline(): void {
  if (!("serviceWorker" in navigator)) return;
  const worker = navigator.serviceWorker;
  const had = !!worker.controller;
  worker.register("/resident/sw.js", { scope: "/resident/" }).then((registration) => {
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) registration.waiting?.postMessage("take over");
      else registration.update().catch(() => undefined);
    });
  }).catch(() => undefined);
  worker.addEventListener("controllerchange", () => {
    if (had && document.hidden) location.reload();
  });
}
