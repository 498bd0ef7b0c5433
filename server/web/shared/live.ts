// SPDX-License-Identifier: Apache-2.0
// The text of a live pass, and its QR code.
import { correction, generate, mode } from "lean-qr";
import { base45, fromBase45 } from "./base45";
import { Bytes, untagged } from "./cbor";
import { liveObject, Sign } from "./cose";

export const RENEW_S = 15;
const ARRAY_OF_FOUR = 0x84;

/** The object in the text of an issued pass; null: it is none. */
export function passObject(text: string): Bytes | null {
  const bytes = text.startsWith("TX1:") ? fromBase45(text.slice(4)) : null;
  if (!bytes) return null;
  const object = untagged(bytes);
  return object[0] === ARRAY_OF_FOUR ? object : null;
}

/** What a phone shows at iat, UTC seconds; null: the text is no pass. */
export async function liveText(pass: string, iat: number, sign: Sign): Promise<string | null> {
  const object = passObject(pass);
  return object && "TL1:" + base45(await liveObject(object, iat, sign));
}

export interface Modules {
  size: number; // a side
  get(x: number, y: number): boolean;
}

/** Level M, alphanumeric: an ordinary live pass is 65 modules wide (version 12). Paper gets Q: it is
 * folded and stained. */
export function qrCode(text: string, onPaper = false): Modules {
  return generate(mode.alphaNumeric(text), { minCorrectionLevel: onPaper ? correction.Q : correction.M });
}
