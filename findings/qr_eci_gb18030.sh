#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What: GB 18030 has the ECI assignment 32, GB 2312 has 29. Bytes under either are Chinese text, and
# three readers of QR codes each make something else of them.
# Seen: @zxing/library 0.23.0 reads ECI 29 and refuses the whole code under ECI 32; jsqr 1.4.0 answers
# with an empty text under both; ZBar (@undecaf/zbar-wasm 0.11.0) gives the bytes as they stand, which
# are no UTF-8. zxing-wasm 3.1.6 reads both.
# Needs: bash, node 18 or later, npm and a registry. Status 0 while it is so; 1 when it changed.
set -euo pipefail
command -v node >/dev/null && command -v npm >/dev/null || { echo "node and npm are needed" >&2; exit 77; }
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
echo '{"private":true}' >package.json
npm install --ignore-scripts --no-audit --no-fund --silent jsqr@1.4.0 @zxing/library@0.23.0 @undecaf/zbar-wasm@0.11.0 zxing-wasm@3.1.6 lean-qr@2.7.4
cat >seen.mjs <<'END'
import { readFileSync } from 'node:fs';
import jsqr from 'jsqr';
import zxing from '@zxing/library';
import { scanRGBABuffer } from '@undecaf/zbar-wasm';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { generate } from 'lean-qr';

const wasm = readFileSync('node_modules/zxing-wasm/dist/reader/zxing_reader.wasm');
prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer } });

const scale = 6, quiet = 4;
function picture(code) {
  const n = (code.size + 2 * quiet) * scale, data = new Uint8ClampedArray(n * n * 4).fill(255);
  for (let y = 0; y < n; y++)
    for (let x = 0; x < n; x++)
      if (code.get(Math.floor(x / scale) - quiet, Math.floor(y / scale) - quiet))
        data.fill(0, (y * n + x) * 4, (y * n + x) * 4 + 3);
  return { data, width: n, height: n };
}
function withZXing({ data, width, height }) {
  const grey = Uint8ClampedArray.from({ length: width * height }, (_, i) => data[i * 4]);
  const source = new zxing.RGBLuminanceSource(grey, width, height);
  return new zxing.QRCodeReader().decode(new zxing.BinaryBitmap(new zxing.HybridBinarizer(source))).getText();
}

const bytes = Buffer.from('cda8d0d0d6a4', 'hex'); // 通行证
const under = (assignment) => (buffer, version) => {
  for (const [value, bits] of [[0b0111, 4], [assignment, 8], [0b0100, 4]]) buffer.push(value, bits);
  buffer.push(bytes.length, version < 10 ? 8 : 16);
  for (const byte of bytes) buffer.push(byte, 8);
};
const readers = {
  '@zxing/library': withZXing,
  jsqr: (image) => (jsqr.default ?? jsqr)(image.data, image.width, image.height).data,
  zbar: async ({ data, width, height }) =>
    Buffer.from((await scanRGBABuffer(data.buffer, width, height))[0].data).toString('hex'),
  'zxing-wasm': async (image) => (await readBarcodes(image, { formats: ['QRCode'] }))[0].text,
};
const seen = [];
for (const assignment of [29, 32])
  for (const [name, read] of Object.entries(readers)) {
    const text = await Promise.resolve().then(() => read(picture(generate(under(assignment))))).catch(() => 'refused');
    console.log(`ECI ${assignment}  ${name.padEnd(14)} ${JSON.stringify(text)}`);
    seen.push(text);
  }
const raw = bytes.toString('hex');
const expected = ['通行证', '', raw, '通行证', 'refused', '', raw, '通行证'];
process.exit(seen.every((text, i) => text === expected[i]) ? 0 : 1);
END
node seen.mjs
