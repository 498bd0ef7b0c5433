// SPDX-License-Identifier: Apache-2.0
// COSE_Sign1 (RFC 9052) by a phone's key: the live pass and the sign-in of docs/format.md.
import { array, byteString, Bytes, integer, map, text } from "./cbor";

const ESP256 = -9; // RFC 9864
const HEADER = { alg: 1, kcwt: 13, typ: 16 };
const KCWT = 294; // the content format of a key-binding CWT
const CLAIM = { sub: 2, aud: 3, iat: 6, nonce: 10 };

/** Signs bytes by ECDSA on P-256 with SHA-256; r and s, 64 bytes (IEEE P1363). */
export type Sign = (bytes: Bytes) => Promise<Bytes>;

async function sign1(headers: [Bytes, Bytes][], payload: Bytes, sign: Sign): Promise<Bytes> {
  const protectedHeaders = byteString(map([integer(HEADER.alg), integer(ESP256)], ...headers));
  const empty = byteString(new Uint8Array(0));
  const signed = array(text("Signature1"), protectedHeaders, empty, byteString(payload));
  return array(protectedHeaders, map(), byteString(payload), byteString(await sign(signed)));
}

/** The proof that who shows a pass holds its key. pass is the object as issued, without tags. */
export function liveObject(pass: Bytes, iat: number, sign: Sign): Promise<Bytes> {
  const headers: [Bytes, Bytes][] = [
    [integer(HEADER.kcwt), pass],
    [integer(HEADER.typ), integer(KCWT)],
  ];
  return sign1(headers, map([integer(CLAIM.iat), integer(iat)]), sign);
}

export interface Login {
  who: string;
  audience: string; // the server's origin
  iat: number; // UTC seconds
  nonce: Bytes;
}

export function loginObject(login: Login, sign: Sign): Promise<Bytes> {
  const payload = map(
    [integer(CLAIM.sub), text(login.who)],
    [integer(CLAIM.aud), text(login.audience)],
    [integer(CLAIM.iat), integer(login.iat)],
    [integer(CLAIM.nonce), byteString(login.nonce)],
  );
  return sign1([[integer(HEADER.typ), text("tx-login")]], payload, sign);
}
