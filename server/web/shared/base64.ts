// SPDX-License-Identifier: Apache-2.0
// Base64, standard and padded (RFC 4648, 4).

export function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...Array.from(bytes)));
}

export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}
