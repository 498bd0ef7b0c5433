// SPDX-License-Identifier: Apache-2.0
// What this phone knows: its key, what the server told last, and how the page is to look. One
// object, replaced at each change; whoever shows it subscribes.
import { useEffect, useState } from "preact/hooks";
import { CLOCK, clockStart, nowS } from "../shared/clock";
import { Applied, Certificate, Me } from "../shared/holder_api";
import { Answer } from "../shared/http";
import { ensureKey, KEY } from "../shared/key";
import { forgetAll, keepAll, keptAll } from "../shared/store";
import * as server from "./server";

export type Contact = "unknown" | "good" | "offline" | "busy" | "stranger";

export interface Phone {
  ready: boolean; // what is kept has been read
  pair: CryptoKeyPair | null;
  me: Me | null;
  heardAt: number; // UTC seconds of the last news; 0: none
  etag: string | null;
  certificates: Certificate[] | null; // null: not told yet
  certificatesAt: number; // UTC seconds
  contact: Contact;
  asking: boolean; // for news, by whoever holds the phone
  language: "zh" | "en";
  elder: boolean;
}

const signedOut: Omit<Phone, "ready" | "language" | "elder"> = {
  pair: null, me: null, heardAt: 0, etag: null, certificates: null, certificatesAt: 0, contact: "unknown", asking: false,
};
const nothing: Phone = { ...signedOut, ready: false, language: "zh", elder: false };
const NAMES: (keyof Phone)[] = ["me", "heardAt", "etag", "certificates", "certificatesAt", "language", "elder"];

let phone = nothing;
const watchers = new Set<(phone: Phone) => void>();

function change(part: Partial<Phone>): void {
  phone = { ...phone, ...part };
  watchers.forEach((tell) => tell(phone));
}

export function usePhone(): Phone {
  const [seen, see] = useState(phone);
  useEffect(() => {
    watchers.add(see);
    see(phone);
    return () => void watchers.delete(see);
  }, []);
  return seen;
}

/** Reads what is kept: at the start, and when the page is looked at again, since another tab may have
 * signed in or out. */
export async function recall(): Promise<void> {
  try {
    const known = await keptAll(CLOCK, KEY, ...NAMES);
    clockStart(known[0]);
    const kept: Partial<Phone> = { pair: (known[1] as CryptoKeyPair | undefined) ?? null };
    NAMES.forEach((name, n) => Object.assign(kept, { [name]: known[n + 2] ?? nothing[name] }));
    change({ ...kept, language: kept.language ?? phone.language, ready: true });
  } catch {
    change({ ready: true }); // a browser that keeps nothing: what is in memory goes on
  }
}

export function setLook(look: Partial<Pick<Phone, "language" | "elder">>): void {
  change(look);
  keepAll(look).catch(() => undefined);
}

/** The phone's key, made where there is none; null: this browser keeps none. */
export async function getReady(): Promise<CryptoKeyPair | null> {
  const pair = await ensureKey();
  if (pair) change({ pair });
  return pair;
}

async function hear(me: Me, etag: string | null): Promise<void> {
  const heardAt = nowS();
  change({ me, etag, heardAt, contact: "good" });
  await keepAll({ me, etag: etag ?? undefined, heardAt }).catch(() => undefined);
}

const RENEW_AGAIN_S = 3600;
let renewedAt = 0;

/** Passes that end soon are renewed; true: one was, and there is news. Not more than once an hour. */
async function renewDue(me: Me): Promise<boolean> {
  const due = me.passes.filter((pass) => pass.renew_from && pass.renew_from <= nowS());
  if (!phone.pair || !due.length || Math.abs(nowS() - renewedAt) < RENEW_AGAIN_S) return false;
  renewedAt = nowS();
  let renewed = false;
  for (const pass of due) renewed = (await server.renew(phone.pair, pass)).status === 201 || renewed;
  return renewed;
}

let certificatesTold = false; // of this visit

/** Kept, to be shown without a network. */
export async function refreshCertificates(): Promise<void> {
  if (!phone.pair) return;
  const answer = await server.certificates(phone.pair);
  if (!answer.body || !phone.pair) return;
  certificatesTold = true;
  const told = { certificates: answer.body.certificates, certificatesAt: nowS() };
  change(told);
  await keepAll(told).catch(() => undefined);
}

function contactAfter(answer: Answer<Me>): Contact {
  if (answer.status === 0) return "offline";
  return answer.status === 401 ? "stranger" : "busy";
}

/** Asks for news; says after how many seconds the server wants to be asked again, 0: when you like. */
export async function refresh(): Promise<number> {
  if (!phone.pair) return 0;
  const answer = await server.me(phone.pair, phone.me ? phone.etag : null);
  if (!phone.pair) return 0; // signed out meanwhile: nothing is kept of it
  if (answer.status === 200 && answer.body) await hear(answer.body, answer.etag);
  else if (answer.status === 304 && phone.me) await hear(phone.me, phone.etag);
  else change({ contact: contactAfter(answer) });
  if (phone.contact !== "good" || !phone.me) return answer.retryAfterS;
  if (phone.me.passes.length && !certificatesTold) void refreshCertificates();
  if (await renewDue(phone.me)) return refresh();
  return answer.retryAfterS;
}

/** Shows that it is asking: whoever pressed something waits for it. */
export async function askNow(): Promise<void> {
  change({ asking: true });
  await refresh();
  change({ asking: false });
}

export async function apply(form: server.Form): Promise<Answer<Applied> | null> {
  const pair = await getReady();
  if (!pair) return null;
  const answer = await server.apply(pair, form);
  if (answer.status === 201) await refresh();
  return answer;
}

const SIGNED_OUT = "signed-out"; // stands in localStorage no longer than it takes to tell

/** Another tab holds the key in memory, and would sign in with it again. */
function tellOtherTabs(): void {
  try {
    localStorage.setItem(SIGNED_OUT, String(Date.now()));
    localStorage.removeItem(SIGNED_OUT);
  } catch {
    // it finds out when it is looked at again
  }
}

window.addEventListener("storage", (event) => {
  if (event.key === SIGNED_OUT && event.newValue) change(signedOut);
});

/** Here everything goes even when the server cannot be told; before that, so that no tab asks with the key once more. */
export async function signOut(): Promise<void> {
  await forgetAll().catch(() => undefined);
  tellOtherTabs();
  change(signedOut);
  await server.signOut();
}
