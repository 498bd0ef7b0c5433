#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What: three COSE libraries of JavaScript refuse a COSE_Sign1 whose protected header names ESP256
# (-9, RFC 9864, "ECDSA on P-256 with SHA-256"), with the key and the bytes with which they verify
# the same message under ES256 (-7, RFC 9053). RFC 9864 deprecates -7, so a signer that follows it
# is not understood by them.
# Seen: cose-js 0.9.0: "Unknown algorithm, -9"; @auth0/cose 1.0.2: "Unsupported algorithm -9";
# cose-kit 1.7.1: an error that names the algorithm. Signatures are made by Node's own crypto.
# Needs: bash, node 18 or later, npm and a registry. Status 0 while it is so; 1 when it changed.
set -euo pipefail
command -v node >/dev/null && command -v npm >/dev/null || { echo "node and npm are needed" >&2; exit 77; }
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
echo '{"private":true}' >package.json
npm install --ignore-scripts --no-audit --no-fund --silent \
  cose-js@0.9.0 @auth0/cose@1.0.2 cose-kit@1.7.1 cbor-x@1.6.0
cat >seen.mjs <<'END'
import { generateKeyPairSync, sign, webcrypto } from 'node:crypto';
import { Encoder } from 'cbor-x';
import coseJs from 'cose-js';
import { Sign1 } from '@auth0/cose';
import { coseVerify } from 'cose-kit';

const cbor = new Encoder({ mapsAsObjects: false, useRecords: false, tagUint8Array: false });
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = publicKey.export({ format: 'jwk' });
const key = await webcrypto.subtle.importKey(
  'jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, true, ['verify']);

// The four parts of RFC 9052, signed over their Sig_structure.
function message(alg) {
  const head = cbor.encode(new Map([[1, alg]]));
  const payload = Buffer.from('a pass');
  const toBeSigned = cbor.encode(['Signature1', head, Buffer.alloc(0), payload]);
  const signature = sign('sha256', toBeSigned, { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return cbor.encode([head, new Map(), payload, signature]);
}

const point = { x: Buffer.from(jwk.x, 'base64url'), y: Buffer.from(jwk.y, 'base64url') };
const libraries = {
  'cose-js': (bytes) => coseJs.sign.verify(Buffer.concat([Buffer.from([0xd2]), bytes]), { key: point }),
  '@auth0/cose': (bytes) => Sign1.decode(bytes).verify(key),
  'cose-kit': async (bytes) => {
    if (!(await coseVerify(bytes, key)).isValid) throw new Error('not valid');
  },
};

let changed = false;
for (const [name, verify] of Object.entries(libraries))
  for (const alg of [-7, -9]) {
    const answer = await Promise.resolve().then(() => verify(message(alg))).then(
      () => 'verified', (error) => `refused: ${error.message}`);
    console.log(`${name.padEnd(12)} ${alg}  ${answer}`);
    if (alg === -7 ? answer !== 'verified' : !/^refused: .*-9/.test(answer)) changed = true;
  }
process.exit(changed ? 1 : 0);
END
node seen.mjs
