// SPDX-License-Identifier: Apache-2.0
// The phone's key: its account. WebCrypto makes it and will not give it out; IndexedDB keeps it.
import { Bytes } from "./cbor";
import { Sign } from "./cose";
import { keepFirst, kept } from "./store";

export const KEY = "key";
const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const ECDSA = { name: "ECDSA", hash: "SHA-256" };

export function signerOf(pair: CryptoKeyPair): Sign {
  return async (bytes) => new Uint8Array(await crypto.subtle.sign(ECDSA, pair.privateKey, bytes));
}

export async function heldKey(): Promise<CryptoKeyPair | undefined> {
  return kept<CryptoKeyPair>(KEY);
}

async function works(pair: CryptoKeyPair | undefined): Promise<boolean> {
  if (!pair) return false;
  const probe = new TextEncoder().encode("tongxing");
  const signature = await signerOf(pair)(probe);
  return crypto.subtle.verify(ECDSA, pair.publicKey, signature, probe);
}

/** The phone's key, made where there is none; only one that was read back from where it is kept, and
 * signs. Private windows, locked-down phones and browsers inside chat apps keep none: null. */
export async function ensureKey(): Promise<CryptoKeyPair | null> {
  try {
    const held = await heldKey();
    if (held) return held;
    await keepFirst(KEY, await crypto.subtle.generateKey(CURVE, false, ["sign", "verify"]));
    const back = await heldKey();
    if (!(await works(back))) return null;
    void navigator.storage?.persist?.();
    return back ?? null;
  } catch {
    return null;
  }
}

/** DER SubjectPublicKeyInfo, 91 bytes. */
export async function publicKey(pair: CryptoKeyPair): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey));
}
