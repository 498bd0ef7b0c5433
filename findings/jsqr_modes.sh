#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What: jsQR knows no mode of a QR code but numbers, letters, bytes, kanji and ECI. Where another mode
# begins it reads on at the next four bits as if they were a mode, and answers with what comes of it,
# with no error and no warning.
# Seen: jsqr 1.4.0 reads 通行证 in Hanzi mode (GB/T 18284) as the number 8517669960240; the first of
# two codes of a structured append as a text of no characters; letters under FNC1 with each % as it
# stands, where %% means % and a single % the separator. @zxing/library 0.23.0 reads all three.
# Needs: bash, node 18 or later, npm and a registry. Status 0 while it is so; 1 when it changed.
set -euo pipefail
command -v node >/dev/null && command -v npm >/dev/null || { echo "node and npm are needed" >&2; exit 77; }
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
echo '{"private":true}' >package.json
npm install --ignore-scripts --no-audit --no-fund --silent jsqr@1.4.0 @zxing/library@0.23.0 lean-qr@2.7.4
cat >seen.mjs <<'END'
import jsqr from 'jsqr';
import zxing from '@zxing/library';
import { generate, mode } from 'lean-qr';

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

// Two bytes of GB 2312 in thirteen bits, as GB/T 18284 packs them.
function hanzi(buffer, version) {
  const characters = [0xcda8, 0xd0d0, 0xd6a4];
  buffer.push(0b1101, 4);
  buffer.push(1, 4);
  buffer.push(characters.length, version < 10 ? 8 : version < 27 ? 10 : 12);
  for (const c of characters) {
    const high = c >> 8, low = c & 0xff;
    buffer.push((high - (high <= 0xaa ? 0xa1 : 0xa6)) * 0x60 + low - 0xa1, 13);
  }
}
function firstOfTwo(buffer, version) {
  for (const [value, bits] of [[0b0011, 4], [0, 4], [1, 4], [0x41, 8]]) buffer.push(value, bits);
  mode.alphaNumeric('PART ONE')(buffer, version);
}
function fnc1(buffer, version) {
  buffer.push(0b0101, 4);
  mode.alphaNumeric('A%B%%C')(buffer, version);
}

const rows = [
  [hanzi, '8517669960240', '通行证'],
  [firstOfTwo, '', 'PART ONE'],
  [fnc1, 'A%B%%C', 'A\x1dB%C'],
];
let changed = false;
for (const [segment, wrong, right] of rows) {
  const image = picture(generate(segment));
  const one = (jsqr.default ?? jsqr)(image.data, image.width, image.height)?.data;
  const other = withZXing(image);
  console.log(`${segment.name.padEnd(10)} jsqr ${JSON.stringify(one)}  @zxing/library ${JSON.stringify(other)}`);
  changed ||= one !== wrong || other !== right;
}
process.exit(changed ? 1 : 0);
END
node seen.mjs
