#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What: an SM2 signature is over SM3 of Z and the message (GB/T 32918.2), and Z holds an identifier of
# the signer, for which GM/T 0009 has a default, 1234567812345678. Each of three tools makes something
# else of that when it is told nothing, with no warning: what one signs by its defaults, the others call
# a bad signature.
# Seen: openssl 3.0.22-1~deb12u2 of Debian 12 takes an empty identifier unless it is given distid;
# sm-crypto-v2 1.15.1 takes no Z and no SM3 unless it is given hash; sm-crypto 0.5.8 does as GM/T 0009
# says. Told distid:1234567812345678 and hash: true, all three verify what any of them signed.
# Needs: bash, Debian 12 with its mirror, node 20 or later, npm and a registry. Status 0 while it is so;
# 1 when it changed.
set -euo pipefail
for tool in apt-get dpkg-deb node npm; do
  command -v $tool >/dev/null || { echo "$tool is needed" >&2; exit 77; }
done
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
chmod 755 .
apt-get -qq download openssl=3.0.22-1~deb12u2 libssl3=3.0.22-1~deb12u2 ||
  { echo "the pinned packages are needed" >&2; exit 77; }
for package in *.deb; do dpkg-deb -x "$package" root; done
libraries=$(dirname "$(find "$place/root" -name libcrypto.so.3)")
openssl() { OPENSSL_CONF=/dev/null LD_LIBRARY_PATH=$libraries root/usr/bin/openssl "$@"; }
echo '{"private":true}' >package.json
npm install --ignore-scripts --no-audit --no-fund --silent sm-crypto@0.5.8 sm-crypto-v2@1.15.1

cat >seen.cjs <<'END'
const { readFileSync, writeFileSync } = require('node:fs');
const libraries = { 'sm-crypto': require('sm-crypto').sm2, 'sm-crypto-v2': require('sm-crypto-v2').sm2 };
const [name, step, file, told] = process.argv.slice(2);
const options = told === 'told' ? { der: true, hash: true } : { der: true };
const key = readFileSync('key.txt', 'latin1'); // openssl's words, with both numbers in hexadecimal
const number = (after) => key.split(`${after}:`)[1].match(/^[\s0-9a-f:]+/)[0].replace(/[\s:]/g, '');
if (step === 'sign') {
  const signature = libraries[name].doSignature('a pass', number('priv').slice(-64).padStart(64, '0'), options);
  writeFileSync(file, signature, 'hex');
} else {
  let holds = false;
  try {
    holds = libraries[name].doVerifySignature('a pass', readFileSync(file, 'hex'), number('pub'), options);
  } catch {} // sm-crypto-v2 throws where a signature is none of its own
  process.exit(holds ? 0 : 1);
}
END
printf 'a pass' >message
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:SM2 -out key.pem
openssl pkey -in key.pem -pubout -out public.pem
openssl pkey -in key.pem -noout -text >key.txt

distid() { if [ "$1" = told ]; then echo "-sigopt distid:1234567812345678"; fi; }
sign() { # TOOL told|untold
  # shellcheck disable=SC2046 # two words or none
  case $1 in
  openssl) openssl dgst -sm3 -sign key.pem $(distid "$2") -out "$1.$2" message ;;
  *) node seen.cjs "$1" sign "$1.$2" "$2" ;;
  esac
}
verify() { # SIGNER TOOL told|untold
  # shellcheck disable=SC2046 # two words or none
  case $2 in
  openssl) openssl dgst -sm3 -verify public.pem $(distid "$3") -signature "$1.$3" message >/dev/null 2>&1 ;;
  *) node seen.cjs "$2" verify "$1.$3" "$3" ;;
  esac
}
tools=(openssl sm-crypto sm-crypto-v2)
for how in untold told; do
  for signer in "${tools[@]}"; do
    sign "$signer" $how
    line="$how $signer:"
    for tool in "${tools[@]}"; do
      if verify "$signer" "$tool" $how; then line+=" verified"; else line+=" refused"; fi
    done
    echo "$line"
  done
done | tee seen.txt # who signed, and what openssl, sm-crypto and sm-crypto-v2 say of it
diff seen.txt - <<'END'
untold openssl: verified refused refused
untold sm-crypto: refused verified refused
untold sm-crypto-v2: refused refused verified
told openssl: verified verified verified
told sm-crypto: verified verified verified
told sm-crypto-v2: verified verified verified
END
