// SPDX-License-Identifier: Apache-2.0
// A holder's calls. The phone's key is the account: it signs in where it must.
import { base64, fromBase64 } from "../shared/base64";
import { nowS } from "../shared/clock";
import { loginObject } from "../shared/cose";
import { Appeal, Applied, Apply, Certificate, Held, Invitation, Me, Read, Visit } from "../shared/holder_api";
import { Answer, Ask, ask, onceKey } from "../shared/http";
import { publicKey, signerOf } from "../shared/key";
import { isAnswered, madeOnce } from "../shared/once";
import { keep, kept } from "../shared/store";

/** A sign-in by the key, with the server's newest nonce; null: the server gave none. */
async function login(pair: CryptoKeyPair, who: string): Promise<Uint8Array | null> {
  const nonce = await ask<{ nonce: string }>("GET", "/v1/nonce");
  if (!nonce.body) return null;
  const claims = { who, audience: location.origin, iat: nowS(), nonce: fromBase64(nonce.body.nonce) };
  return loginObject(claims, signerOf(pair));
}

const noAnswer = <T>(): Answer<T> => ({ status: 0, body: null, problem: null, etag: null, retryAfterS: 0 });

export type Form = Omit<Apply, "key" | "login">;

const APPLYING = "applying";

/** What an application was sent with, kept until its answer has come, also by a page that is opened anew. */
interface Applying {
  of: string; // the form and the key, as a hash
  once: string;
  login: string;
}

async function hashOf(text: string): Promise<string> {
  return base64(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
}

async function send(form: Form, key: string, { once, login }: Applying): Promise<Answer<Applied>> {
  const json: Apply = { ...form, key, login };
  const answer = await ask<Applied>("POST", "/v1/applications", { json, headers: { "Idempotency-Key": once } });
  if (isAnswered(answer)) await keep(APPLYING, undefined).catch(() => undefined);
  return answer;
}

const PROOF_IS_OLD = 403;

/** Once: sent again after an answer that was lost it gets that answer. */
export async function apply(pair: CryptoKeyPair, form: Form): Promise<Answer<Applied>> {
  const key = base64(await publicKey(pair)), of = await hashOf(JSON.stringify([form, key]));
  const before = await kept<Applying>(APPLYING).catch(() => undefined);
  if (before?.of === of) {
    const answer = await send(form, key, before);
    if (answer.status !== PROOF_IS_OLD) return answer; // else it never arrived
  }
  const proof = await login(pair, "apply");
  if (!proof) return noAnswer();
  const applying = { of, once: onceKey(), login: base64(proof) };
  await keep(APPLYING, applying).catch(() => undefined);
  return send(form, key, applying);
}

async function signIn(pair: CryptoKeyPair): Promise<Answer<unknown>> {
  const bytes = await login(pair, base64(await publicKey(pair)));
  return bytes ? ask("POST", "/v1/holders/sessions", { bytes }) : noAnswer();
}

/** As the holder: who is not signed in, or was for an hour, is signed in first. */
async function askSignedIn<T>(pair: CryptoKeyPair, method: string, path: string, asked: Ask = {}): Promise<Answer<T>> {
  const first = await ask<T>(method, path, asked);
  if (first.status !== 401) return first;
  const signedIn = await signIn(pair);
  if (signedIn.status !== 201) return { ...signedIn, body: null };
  return ask<T>(method, path, asked);
}

/** The same, for what makes something. */
const make = <T>(pair: CryptoKeyPair, path: string, json?: unknown): Promise<Answer<T>> =>
  madeOnce(path + JSON.stringify(json), (headers) => askSignedIn(pair, "POST", path, { json, headers }));

export function me(pair: CryptoKeyPair, etag: string | null): Promise<Answer<Me>> {
  return askSignedIn(pair, "GET", "/v1/me", { headers: etag ? { "If-None-Match": etag } : {} });
}

export const appeals = (pair: CryptoKeyPair): Promise<Answer<{ appeals: Appeal[] }>> =>
  askSignedIn(pair, "GET", "/v1/me/appeals");

export type Objection = Pick<Appeal, "area" | "index" | "field"> & { words: string };
export const appeal = (pair: CryptoKeyPair, json: Objection): Promise<Answer<{ appeal: Appeal }>> =>
  make(pair, "/v1/me/appeals", json);

export const reads = (pair: CryptoKeyPair): Promise<Answer<{ reads: Read[] }>> => askSignedIn(pair, "GET", "/v1/me/reads");

export const certificates = (pair: CryptoKeyPair): Promise<Answer<{ certificates: Certificate[] }>> =>
  askSignedIn(pair, "GET", "/v1/me/certificates");

const passPath = (pass: Held) => `/v1/me/passes/${pass.area}/${pass.index}`;

export const renew = (pair: CryptoKeyPair, pass: Held): Promise<Answer<unknown>> =>
  make(pair, passPath(pass) + "/renewals");

/** A PDF. */
export const card = (pair: CryptoKeyPair, pass: Held): Promise<Answer<Blob>> =>
  askSignedIn(pair, "POST", passPath(pass) + "/cards?format=pdf", { read: (answer) => answer.blob(), patienceMs: 40_000 });

export const visits = (pair: CryptoKeyPair): Promise<Answer<{ visits: Visit[] }>> =>
  askSignedIn(pair, "GET", "/v1/me/visitors");

export const invite = (pair: CryptoKeyPair, json: Invitation): Promise<Answer<{ visit: Visit }>> =>
  make(pair, "/v1/me/visitors", json);

export const takeBack = (pair: CryptoKeyPair, visit: Visit): Promise<Answer<unknown>> =>
  askSignedIn(pair, "DELETE", `/v1/me/visitors/${visit.area}/${visit.visit}`);

export const signOut = (): Promise<Answer<unknown>> => ask("DELETE", "/v1/holders/sessions/current");
