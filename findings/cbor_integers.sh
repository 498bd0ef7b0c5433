#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What: RFC 8949 prefers an integer of up to 64 bits in its shortest form under major type 0 or 1 (3.4.3,
# 4.1), and demands it where encoding is deterministic (4.2.1). Beyond 32 bits (an area of 12 digits, a
# date after 2106) no one way to hand it over gets that from six CBOR libraries of JavaScript: what is
# right for one is another thing for the next, and none of them says so.
# Seen: of a Number, cbor-x 1.6.9 makes a float of eight bytes. Of a BigInt, cbor 10.0.12 makes a bignum
# (tag 2), even of 5; cbor-x nine bytes, even of 5; cbor-js 0.1.0 an empty map; cbor-redux 1.0.0 makes
# 0 of 2^64, where a bignum is due. cbor2 2.3.0 and cborg 6.1.5 write both as the same integer.
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
  cbor-x@1.6.9 cbor@10.0.12 cbor2@2.3.0 cborg@6.1.5 cbor-js@0.1.0 cbor-redux@1.0.0
cat >seen.mjs <<'END'
import * as cborX from 'cbor-x';
import cbor from 'cbor';
import * as cbor2 from 'cbor2';
import * as cborg from 'cborg';
import cborJs from 'cbor-js';
import * as cborRedux from 'cbor-redux';

const libraries = { 'cbor-x': cborX, cbor, cbor2, cborg, 'cbor-js': cborJs, 'cbor-redux': cborRedux };
const area = 610113001001;
for (const [name, { encode }] of Object.entries(libraries)) {
  const row = [area, BigInt(area), 5n].map((value) => Buffer.from(encode(value)).toString('hex'));
  console.log(name.padEnd(10), ...row.map((bytes) => bytes.padEnd(18)));
}
console.log('cbor-redux of 2^64', Buffer.from(cborRedux.encode(2n ** 64n)).toString('hex'));
END
node seen.mjs | sed 's/ *$//' | tee seen.txt # a Number, the same as a BigInt, 5 as a BigInt
diff seen.txt - <<'END'
cbor-x     fb4261c1b232c52000 1b0000008e0d919629 1b0000000000000005
cbor       1b0000008e0d919629 c2458e0d919629     c24105
cbor2      1b0000008e0d919629 1b0000008e0d919629 05
cborg      1b0000008e0d919629 1b0000008e0d919629 05
cbor-js    1b0000008e0d919629 a0                 a0
cbor-redux 1b0000008e0d919629 1b0000008e0d919629 05
cbor-redux of 2^64 1b0000000000000000
END
