// SPDX-License-Identifier: Apache-2.0
// Deterministic CBOR (RFC 8949, 4.2.1), written: what a phone signs. Whoever writes a map gives its
// keys in bytewise order.

export type Bytes = Uint8Array;

export function joined(...parts: Bytes[]): Bytes {
  const out = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** n stands in its shortest form; at most 2^53 - 1, which is more than a time needs. */
function head(major: number, n: number): Bytes {
  const first = major << 5;
  if (n < 24) return Uint8Array.of(first | n);
  const width = n < 0x100 ? 1 : n < 0x10000 ? 2 : n < 0x100000000 ? 4 : 8;
  const out = new Uint8Array(1 + width);
  out[0] = first | (24 + Math.log2(width));
  for (let i = width; i > 0; i--) {
    out[i] = n % 256;
    n = Math.floor(n / 256);
  }
  return out;
}

export const integer = (n: number): Bytes => (n < 0 ? head(1, -1 - n) : head(0, n));
export const byteString = (bytes: Bytes): Bytes => joined(head(2, bytes.length), bytes);
export function text(value: string): Bytes {
  const bytes = new TextEncoder().encode(value);
  return joined(head(3, bytes.length), bytes);
}
export const array = (...items: Bytes[]): Bytes => joined(head(4, items.length), ...items);
export const map = (...pairs: [Bytes, Bytes][]): Bytes =>
  joined(head(5, pairs.length), ...pairs.map(([key, value]) => joined(key, value)));

/** Without the tags that may stand around an object: 61 (CWT), 18 (COSE_Sign1), 61 around 18. */
export function untagged(bytes: Bytes): Bytes {
  let at = 0;
  if (bytes[at] === 0xd8 && bytes[at + 1] === 61) at += 2;
  if (bytes[at] === 0xd2) at += 1;
  return bytes.subarray(at);
}
