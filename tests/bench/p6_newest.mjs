// SPDX-License-Identifier: Apache-2.0
// Reads the frames that `p6 --keep DIR` or `sixteen DIR` left with the newest zxing-cpp (zxing-wasm), for comparison:
// node tests/bench/p6_newest.mjs DIR. Needs `npm install --no-save zxing-wasm`; the project does not.
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, dirname } from 'node:path';

const dir = process.argv[2];
if (!dir) {
  console.error('Usage: node tests/bench/p6_newest.mjs DIR (kept by build/tests/bench/p6 --keep DIR)');
  process.exit(64);
}
const require = createRequire(join(process.cwd(), 'package.json'));
let reader, wasm;
try {
  const path = require.resolve('zxing-wasm/reader');
  reader = require(path);
  wasm = join(dirname(path), '../../reader/zxing_reader.wasm');
} catch {
  console.log('zxing-wasm is not installed; skipped (npm install --no-save zxing-wasm)');
  process.exit(0);
}
reader.prepareZXingModule({ overrides: { wasmBinary: readFileSync(wasm).buffer } });

const names = readdirSync(dir).filter((name) => name.endsWith('.jpg')).sort();
const read = {};
let total = 0, codes = 0;
for (const name of names.filter((name) => /^\d/.test(name))) {
  const hardship = name.replace(/^\d+-/, '').slice(0, -4);
  const text = readFileSync(join(dir, name.replace('.jpg', '.txt')), 'utf8');
  const found = await reader.readBarcodes(readFileSync(join(dir, name)), { formats: ['QRCode'] });
  const hit = found.some((code) => code.text === text);
  read[hardship] = (read[hardship] ?? 0) + hit;
  total += hit;
  codes += 1;
}
console.log(read);
console.log(`the newest zxing-cpp alone: ${total} of ${codes}`);
