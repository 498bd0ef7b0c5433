#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What: RFC 9052 (3) lets a protected header that is empty come as h'' or as h'a0', and has both signed
# as h''; and it signs any other header as the bytes that were sent, whatever their encoding. Three
# libraries of JavaScript each keep to one half only.
# Seen: @auth0/cose 1.0.2 and cose-kit 1.7.1 refuse h'a0' with alg in the unprotected header; cose-js
# 0.9.0 encodes the header again before it verifies, so that a map of indefinite length (bf0126ff) or
# a label in two bytes (a1180126) is refused. What each refuses, another of them verifies.
# Needs: bash, node 18 or later, npm and a registry. Status 0 while it is so; 1 when it changed.
set -euo pipefail
command -v node >/dev/null && command -v npm >/dev/null || { echo "node and npm are needed" >&2; exit 77; }
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
echo '{"private":true}' >package.json
npm install --ignore-scripts --no-audit --no-fund --silent cose-js@0.9.0 @auth0/cose@1.0.2 cose-kit@1.7.1
cat >seen.mjs <<'END'
import { generateKeyPairSync, sign, webcrypto } from 'node:crypto';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = publicKey.export({ format: 'jwk' });
const key = await webcrypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, true, ['verify']);
const point = { x: Buffer.from(jwk.x, 'base64url'), y: Buffer.from(jwk.y, 'base64url') };

const hex = (text) => Buffer.from(text, 'hex');
const bytes = (b) => Buffer.concat([Buffer.from(b.length < 24 ? [0x40 + b.length] : [0x58, b.length]), b]);

// 18([sent, other, 'a pass', signature]), the signature over the header as it is signed.
function message({ sent, signed, other }) {
  const payload = bytes(Buffer.from('a pass'));
  const text = Buffer.from('Signature1');
  const structure = Buffer.concat([hex('84'), Buffer.from([0x60 + text.length]), text, bytes(hex(signed)), hex('40'), payload]);
  const signature = sign('sha256', structure, { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return Buffer.concat([hex('d284'), bytes(hex(sent)), hex(other), payload, bytes(signature)]);
}

const headers = {
  'alg, a10126': { sent: 'a10126', signed: 'a10126', other: 'a0' },
  'empty, none': { sent: '', signed: '', other: 'a10126' },
  'empty, a0': { sent: 'a0', signed: '', other: 'a10126' },
  'alg, bf0126ff': { sent: 'bf0126ff', signed: 'bf0126ff', other: 'a0' },
  'alg, a1180126': { sent: 'a1180126', signed: 'a1180126', other: 'a0' },
};
const libraries = {
  'cose-js': ({ default: { sign: { verify } } }, b) => verify(b, { key: point }),
  '@auth0/cose': ({ Sign1 }, b) => Sign1.decode(b).verify(key),
  'cose-kit': async ({ coseVerify }, b) => {
    if (!(await coseVerify(b, key)).isValid) throw new Error('not valid');
  },
};
const name = process.argv[2], library = await import(name); // alone: two of them share their tags
for (const [header, parts] of Object.entries(headers)) {
  const answer = await Promise.resolve().then(() => libraries[name](library, message(parts))).then(
    () => 'verified', (error) => `refused: ${error.message}`);
  console.log(`${name.padEnd(12)} ${header.padEnd(14)} ${answer}`);
}
END
for library in cose-js @auth0/cose cose-kit; do node seen.mjs "$library"; done | tee seen.txt
[ "$(grep -oE '(verified|refused)' seen.txt | cut -c1 | tr -d '\n')" = "vvvrrvvrvvvvrvv" ]
