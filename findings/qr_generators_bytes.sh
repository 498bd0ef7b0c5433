#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What: Base45 (RFC 9285, 1) is for the alphanumeric mode of QR codes, 11 bits for two characters
# (ISO/IEC 18004, 7.3.4). Two generators of JavaScript never choose a mode: by the plainest call that
# they have each text is written in byte mode, 8 bits a character, where Base45 is longer than the
# bytes were. By the same call they make bytes of Chinese text that no reader can undo: the low halves
# of its UTF-16, or question marks. Neither warns.
# Seen: qrcode-generator 2.0.4 and @nuintun/qrcode 5.0.3 make a pass of 221 characters of Base45 a
# version 11 (61 modules a side) at level M, qrcode 1.5.4 and lean-qr 2.7.4 a version 8 (49), as
# the first two do once told the mode. jsqr 1.4.0 reads their 张三 as " \t" and "??", the others' as 张三.
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
  qrcode-generator@2.0.4 @nuintun/qrcode@5.0.3 qrcode@1.5.4 lean-qr@2.7.4 jsqr@1.4.0
cat >seen.mjs <<'END'
import { createRequire } from 'node:module';
import { correction, generate } from 'lean-qr';
import jsqr from 'jsqr';

const require = createRequire(import.meta.url);
const generator = require('qrcode-generator');
const nuintun = require('@nuintun/qrcode');
const qrcode = require('qrcode');

function withGenerator(text, mode) {
  const code = (generator.default ?? generator)(0, 'M');
  code.addData(text, mode);
  code.make();
  return { size: code.getModuleCount(), get: (x, y) => code.isDark(y, x) };
}
function withNuintun(Segment, text) {
  const code = new nuintun.Encoder({ level: 'M' }).encode(new Segment(text));
  return { size: code.size, get: (x, y) => code.get(x, y) === 1 };
}
function withQrcode(text) {
  const { modules } = qrcode.create(text, { errorCorrectionLevel: 'M' });
  return { size: modules.size, get: (x, y) => modules.get(y, x) };
}
const generators = {
  'qrcode-generator': (text) => withGenerator(text),
  '@nuintun/qrcode': (text) => withNuintun(nuintun.Byte, text),
  qrcode: withQrcode,
  'lean-qr': (text) => generate(text, { minCorrectionLevel: correction.M, maxCorrectionLevel: correction.M }),
  'qrcode-generator, told': (text) => withGenerator(text, 'Alphanumeric'),
  '@nuintun/qrcode, told': (text) => withNuintun(nuintun.Alphanumeric, text),
};
function read({ size, get }) {
  const scale = 6, quiet = 4, n = (size + 2 * quiet) * scale, data = new Uint8ClampedArray(n * n * 4).fill(255);
  for (let y = 0; y < size * scale; y++)
    for (let x = 0; x < size * scale; x++) {
      const at = ((y + quiet * scale) * n + x + quiet * scale) * 4;
      if (get(Math.floor(x / scale), Math.floor(y / scale))) data.fill(0, at, at + 3);
    }
  return (jsqr.default ?? jsqr)(data, n, n)?.data;
}

const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const pass = 'TX1:' + Array.from({ length: 217 }, (_, i) => letters[(i * i) % letters.length]).join('');
for (const [name, make] of Object.entries(generators)) {
  const code = make(pass);
  const chinese = name.includes('told') ? '' : JSON.stringify(read(make('张三')));
  console.log(`${name}: ${code.size} modules, ${read(code) === pass ? 'read' : 'not read'} ${chinese}`.trim());
}
END
node seen.mjs | tee seen.txt
diff seen.txt - <<'END'
qrcode-generator: 61 modules, read " \t"
@nuintun/qrcode: 61 modules, read "??"
qrcode: 49 modules, read "张三"
lean-qr: 49 modules, read "张三"
qrcode-generator, told: 49 modules, read
@nuintun/qrcode, told: 49 modules, read
END
