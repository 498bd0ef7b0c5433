#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What: a JavaScript reader of QR codes reads codes worse the larger they are drawn. The pictures are
# without a flaw: black on white, upright, a quiet zone of four modules (ISO/IEC 18004, 6.3.8), whole
# pixels a module. Which codes it never reads lies in their texts, so a pass may be of no use at such a
# gate while its neighbour's is read.
# Why, by its source (FinderPatternFinder): of more than three candidates for finder patterns it takes
# three by their size and by how many rows met them, and never looks whether they are corners of a
# square; in a larger picture more of what is data is met by enough rows to be a candidate.
# Seen: @zxing/library 0.23.0 reads 60 of 60 codes of 217 letters (version 8) at 2 pixels a module, 57
# at 4 and 53 at 8, with TRY_HARDER too; zxing-wasm 3.1.6 and jsqr 1.4.0 read 60 of 60 at each.
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
  @zxing/library@0.23.0 zxing-wasm@3.1.6 jsqr@1.4.0 lean-qr@2.7.4
cat >seen.mjs <<'END'
import { readFileSync } from 'node:fs';
import zxing from '@zxing/library';
import jsqr from 'jsqr';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { correction, generate } from 'lean-qr';

const wasm = readFileSync('node_modules/zxing-wasm/dist/reader/zxing_reader.wasm');
prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer } });

const level = correction.M;
const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
let state = 7; // the same texts each time
const next = () => (state = (state * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
const texts = Array.from({ length: 60 }, () =>
  'TX1:' + Array.from({ length: 213 }, () => letters[Math.floor(next() * letters.length)]).join(''));

function picture(code, scale) {
  const quiet = 4, n = (code.size + 2 * quiet) * scale, grey = new Uint8ClampedArray(n * n).fill(255);
  for (let y = 0; y < n; y++)
    for (let x = 0; x < n; x++)
      if (code.get(Math.floor(x / scale) - quiet, Math.floor(y / scale) - quiet)) grey[y * n + x] = 0;
  const colour = Uint8ClampedArray.from({ length: n * n * 4 }, (_, i) => (i % 4 === 3 ? 255 : grey[i >> 2]));
  return { n, grey, colour };
}
const withZXing = (hints) => ({ n, grey }) => {
  const source = new zxing.RGBLuminanceSource(grey, n, n);
  return new zxing.QRCodeReader().decode(new zxing.BinaryBitmap(new zxing.HybridBinarizer(source)), hints).getText();
};
const readers = {
  '@zxing/library': withZXing(),
  'TRY_HARDER': withZXing(new Map([[zxing.DecodeHintType.TRY_HARDER, true]])),
  'zxing-wasm': async ({ n, colour }) =>
    (await readBarcodes({ data: colour, width: n, height: n }, { formats: ['QRCode'] }))[0].text,
  jsqr: ({ n, colour }) => (jsqr.default ?? jsqr)(colour, n, n).data,
};
for (const [name, read] of Object.entries(readers)) {
  const counts = [];
  for (const scale of [2, 4, 8]) {
    let count = 0;
    for (const text of texts) {
      const image = picture(generate(text, { minCorrectionLevel: level, maxCorrectionLevel: level }), scale);
      const answer = await Promise.resolve().then(() => read(image)).catch(() => null);
      if (answer === text) count++;
    }
    counts.push(count);
  }
  console.log(name, ...counts);
}
END
node seen.mjs | tee seen.txt # of 60, at 2, 4 and 8 pixels a module
diff seen.txt - <<'END'
@zxing/library 60 57 53
TRY_HARDER 60 57 53
zxing-wasm 60 60 60
jsqr 60 60 60
END
