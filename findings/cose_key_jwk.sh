#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What: a COSE_Key holds the y of a point as bytes or, compressed, as true or false (RFC 9053, 7.1.1).
# None of four libraries of JavaScript that turn a COSE_Key into a JWK takes the second form, and half
# of them answer with a "JWK" all the same.
# Seen: cose-to-jwk 1.1.0 and parse-cosekey 1.0.2 return a y that is true or false, with no error; cose-kit 1.7.1 and
# @auth0/cose 1.0.2 throw a TypeError of Buffer's. And of a key in full, cose-to-jwk writes x and y in
# base64 with padding, where RFC 7518 (6.2.1.2) has base64url without, and the alg "ECDSA_w_SHA256",
# where RFC 7518 (3.1) has ES256. Web Crypto imports what the three others make of that key.
# Needs: bash, node 20 or later, npm and a registry. Status 0 while it is so; 1 when it changed.
set -euo pipefail
for tool in node npm; do
  command -v $tool >/dev/null || { echo "$tool is needed" >&2; exit 77; }
done
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
echo '{"private":true}' >package.json
npm install --ignore-scripts --no-audit --no-fund --silent \
  cose-to-jwk@1.1.0 parse-cosekey@1.0.2 cose-kit@1.7.1 @auth0/cose@1.0.2
cat >seen.mjs <<'END'
import { generateKeyPairSync, webcrypto } from 'node:crypto';
import coseToJwk from 'cose-to-jwk';
import parse from 'parse-cosekey';
import { COSEKeyToJWK } from 'cose-kit';
import { COSEKey } from '@auth0/cose';

const own = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
const x = Buffer.from(own.x, 'base64url'), y = Buffer.from(own.y, 'base64url');

// {1: 2, 3: -7, -1: 1, -2: x, -3: y}, by hand and as a Map.
const bytes = (b) => Buffer.concat([Buffer.from([0x58, b.length]), b]);
const head = Buffer.concat([Buffer.from('a50102032620012158', 'hex'), Buffer.from([x.length]), x, Buffer.from([0x22])]);
const form = (y, encoded) => ({
  map: new Map([[1, 2], [3, -7], [-1, 1], [-2, x], [-3, y]]),
  cbor: Buffer.concat([head, encoded]),
});
const odd = (y[31] & 1) === 1;
const keys = { full: form(y, bytes(y)), compressed: form(odd, Buffer.from([odd ? 0xf5 : 0xf4])) };
const libraries = {
  'cose-to-jwk': ({ cbor }) => coseToJwk(cbor),
  'parse-cosekey': ({ map }) => parse.KeyParser.cose2jwk(map),
  'cose-kit': ({ cbor }) => COSEKeyToJWK(cbor),
  '@auth0/cose': ({ cbor }) => COSEKey.import(cbor).toJWK(),
};

const imports = async (jwk) => {
  const key = await webcrypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, true, ['verify']);
  const { x, y } = await webcrypto.subtle.exportKey('jwk', key);
  return x === own.x && y === own.y;
};
for (const [form, key] of Object.entries(keys))
  for (const [name, convert] of Object.entries(libraries)) {
    let answer;
    try {
      const jwk = await convert(key);
      const y = typeof jwk.y === 'string' ? (jwk.y.endsWith('=') ? 'base64' : 'base64url') : typeof jwk.y;
      answer = `alg ${jwk.alg}, y ${y}, ${await imports(jwk).catch(() => false) ? 'imported' : 'not imported'}`;
    } catch (error) {
      answer = error.name;
    }
    console.log(`${form} ${name}: ${answer}`);
  }
END
node seen.mjs | tee seen.txt
diff seen.txt - <<'END'
full cose-to-jwk: alg ECDSA_w_SHA256, y base64, not imported
full parse-cosekey: alg ES256, y base64url, imported
full cose-kit: alg ES256, y base64url, imported
full @auth0/cose: alg ES256, y base64url, imported
compressed cose-to-jwk: alg ECDSA_w_SHA256, y boolean, not imported
compressed parse-cosekey: alg ES256, y boolean, not imported
compressed cose-kit: TypeError
compressed @auth0/cose: TypeError
END
