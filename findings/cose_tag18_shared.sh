#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What: two COSE libraries of JavaScript that share cbor-x register tag 18 (COSE_Sign1) for the
# whole process, each for its own class. In a program that imports both, the one imported first no
# longer takes any tagged message: the other's class comes out of its decoder.
# Seen: @auth0/cose 1.0.2 and cose-kit 1.7.1 over cbor-x 1.6.0. Alone each verifies the message; after
# the other was imported: "Expected tag 18 (Sign1) but got undefined" and "unknown COSE type".
# Needs: bash, node 18 or later, npm and a registry. Status 0 while it is so; 1 when it changed.
set -euo pipefail
command -v node >/dev/null && command -v npm >/dev/null || { echo "node and npm are needed" >&2; exit 77; }
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
echo '{"private":true}' >package.json
npm install --ignore-scripts --no-audit --no-fund --silent @auth0/cose@1.0.2 cose-kit@1.7.1 cbor-x@1.6.0
cat >seen.mjs <<'END'
import { generateKeyPairSync, sign, webcrypto } from 'node:crypto';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const key = await webcrypto.subtle.importKey('jwk', publicKey.export({ format: 'jwk' }),
  { name: 'ECDSA', namedCurve: 'P-256' }, true, ['verify']);

// 18([h'a10126', {}, 'a pass', signature]), by hand: short byte strings have a head of one byte.
const bytes = (b) => Buffer.concat([Buffer.from(b.length < 24 ? [0x40 + b.length] : [0x58, b.length]), b]);
const head = Buffer.from([0xa1, 0x01, 0x26]), payload = Buffer.from('a pass');
const context = Buffer.from('Signature1');
const signed = Buffer.concat([Buffer.from([0x84, 0x60 + context.length]), context, bytes(head),
  Buffer.from([0x40]), bytes(payload)]);
const signature = sign('sha256', signed, { key: privateKey, dsaEncoding: 'ieee-p1363' });
const message = Buffer.concat([Buffer.from([0xd2, 0x84]), bytes(head), Buffer.from([0xa0]),
  bytes(payload), bytes(signature)]);

const verify = {
  '@auth0/cose': async (library) => library.Sign1.decode(message).verify(key),
  'cose-kit': async (library) => {
    if (!(await library.coseVerify(message, key)).isValid) throw new Error('not valid');
  },
};
const order = process.argv.slice(2), libraries = [];
for (const name of order) libraries.push(await import(name));
for (const [i, name] of order.entries()) {
  const answer = await verify[name](libraries[i]).then(() => 'verified', (error) => `refused: ${error.message}`);
  console.log(`imported ${order.join(', then ')}: ${name} ${answer}`);
}
END
{
  node seen.mjs @auth0/cose
  node seen.mjs cose-kit
  node seen.mjs @auth0/cose cose-kit
  node seen.mjs cose-kit @auth0/cose
} | tee seen.txt
[ "$(grep -oE '(verified|refused)' seen.txt | tr '\n' ' ')" = \
  "verified verified refused verified refused verified " ]
