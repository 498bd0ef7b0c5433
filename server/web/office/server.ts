// SPDX-License-Identifier: Apache-2.0
// Requests as the one who is signed in. What the server has no time for is asked again, calmly; when
// the session is over the request waits until somebody has signed in again. Nothing typed is lost.
import { Answer, ask, Ask, onceKey } from "../shared/http";
import { change, deskNow, Who } from "./desk";
import { forget } from "./kept";

export interface Asking extends Ask {
  once?: boolean; // not again by itself: a password goes with it
}

const SHORTEST_WAIT_S = 1;
const OFFLINE_WAIT_S = 3;

const pause = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

// --- who is signed in

let waiting: (() => void)[] = [];

/** Resolves once somebody has signed in over the page. */
function signedInAgain(): Promise<void> {
  forget();
  change({ ended: true });
  return new Promise((resolve) => waiting.push(resolve));
}

async function lookWho(): Promise<Answer<Who>> {
  const answer = await patiently<Who>("GET", "/v1/sessions/current", {});
  if (answer.body) {
    const another = deskNow().who && deskNow().who?.login !== answer.body.login;
    if (another) location.reload(); // what stands on the page was another's
    change({ who: answer.body, ended: false, ready: true });
  } else change({ ready: true });
  return answer;
}

export async function start(): Promise<void> {
  await lookWho();
}

export async function signIn(login: string, password: string): Promise<Answer<unknown>> {
  const answer = await ask<unknown>("POST", "/v1/sessions", { json: { login, password } });
  if (answer.status !== 201) return answer;
  const who = await lookWho();
  if (!who.body) return who;
  const released = waiting;
  waiting = [];
  released.forEach((go) => go());
  return answer;
}

export async function signOut(): Promise<void> {
  await once("DELETE", "/v1/sessions/current", {});
  forget();
  change({ who: null, ended: false, trouble: null, said: "" });
  waiting = [];
}

// --- asking

function once<T>(method: string, path: string, asked: Asking): Promise<Answer<T>> {
  const token = deskNow().who?.token;
  const headers = { ...asked.headers, ...(method !== "GET" && token ? { "X-Tongxing-Token": token } : {}) };
  return ask<T>(method, path, { ...asked, headers });
}

/** A search is posted so that its words are in no log. */
const changesNothing = (method: string, path: string): boolean => method === "GET" || path.endsWith("/search");

/** Whatever makes something is made once, however often it is sent. Not so a file, which is long, and
 * what somebody can stop. */
function withKey(method: string, path: string, asked: Asking): Asking {
  const bears = method !== "POST" || changesNothing(method, path) || asked.headers?.["Idempotency-Key"];
  if (bears || asked.once || asked.stop || asked.file || asked.read) return asked;
  return { ...asked, headers: { ...asked.headers, "Idempotency-Key": onceKey() } };
}

/** What was not answered may have been done; what changes nothing, or has a key, may be done twice. */
function waitS(method: string, path: string, asked: Asking, answer: Answer<unknown>): number {
  if (asked.once) return 0;
  if (answer.status === 503) return Math.max(SHORTEST_WAIT_S, answer.retryAfterS);
  const again = changesNothing(method, path) || !!asked.headers?.["Idempotency-Key"];
  return answer.status === 0 && again ? OFFLINE_WAIT_S : 0;
}

async function patiently<T>(method: string, path: string, asked: Asking): Promise<Answer<T>> {
  for (;;) {
    const answer = await once<T>(method, path, asked);
    const seconds = waitS(method, path, asked, answer);
    if (!seconds) {
      if (deskNow().trouble && answer.status) change({ trouble: null });
      return answer;
    }
    const why = answer.status ? "busy" : "offline";
    change({ trouble: { why, againAtMs: performance.now() + seconds * 1000 } });
    await pause(seconds);
  }
}

/** Another tab has signed in since: its token is the one that holds now. */
async function hasNewToken(): Promise<boolean> {
  const before = deskNow().who?.token;
  const answer = await lookWho();
  return !!answer.body?.token && answer.body.token !== before;
}

export async function call<T>(method: string, path: string, given: Asking = {}): Promise<Answer<T>> {
  const asked = withKey(method, path, given);
  let renewed = false;
  for (;;) {
    const answer = await patiently<T>(method, path, asked);
    if (!changesNothing(method, path)) forget();
    if (answer.status === 401) await signedInAgain();
    else if (answer.status === 403 && method !== "GET" && !renewed && (await hasNewToken())) renewed = true;
    else return answer;
  }
}
