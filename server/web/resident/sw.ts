// SPDX-License-Identifier: Apache-2.0
// The page without a network: everything that it is made of, in one cache a version. Requests to the
// server's API are none of its business.

interface Waiting extends Event {
  waitUntil(done: Promise<unknown>): void;
}
interface Fetching extends Waiting {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
const self_ = self as unknown as {
  addEventListener(name: string, run: (event: never) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
};

const CACHE = "resident-@VERSION@";
const FILES = "@ALL@".split(" "); // assets.py fills both in
const PAGE = "/resident/";

async function fetchAll(): Promise<void> {
  const cache = await caches.open(CACHE);
  await Promise.all(FILES.map(async (file) => {
    const answer = await fetch(file, { cache: "no-cache" });
    if (!answer.ok) throw new Error(file);
    await cache.put(file, answer);
  }));
}

async function dropOlder(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
  await self_.clients.claim();
}

/** Of this version's cache only: a page and its script are of one version. */
async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const wanted = request.mode === "navigate" ? PAGE : request;
  return (await cache.match(wanted)) ?? fetch(request);
}

function isOurs(request: Request): boolean {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return false;
  return request.mode === "navigate" ? url.pathname === PAGE : url.pathname.startsWith(PAGE);
}

self_.addEventListener("install", (event: Waiting) => event.waitUntil(fetchAll()));
self_.addEventListener("activate", (event: Waiting) => event.waitUntil(dropOlder()));
self_.addEventListener("message", (event: MessageEvent) => void (event.data === "take over" && self_.skipWaiting()));
self_.addEventListener("fetch", (event: Fetching) => {
  if (isOurs(event.request)) event.respondWith(answer(event.request));
});
