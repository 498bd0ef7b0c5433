#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What: pkcs11-tool reads a public key out of a token in one form or another, by the kind of the key:
# the same command writes DER for a key on P-256 and PEM for an Ed25519 key, and its manual has no
# option that chooses. Who names a key by the SHA-256 of that file, as of a SubjectPublicKeyInfo, gives
# an Ed25519 key a name that nobody else arrives at.
# Seen: opensc 0.23.0-0.3+deb12u2 with SoftHSM 2.6.1-2.1, of Debian 12: 91 bytes from 0x30 on for
# EC:prime256v1, 113 bytes from "-----BEGIN PUBLIC KEY-----" on for EC:edwards25519; both hold a
# SubjectPublicKeyInfo (RFC 5480; RFC 8410).
# Needs: bash, openssl, Debian 12 with its mirror and what the packages depend on. Status 0 while it is
# so; 1 when it changed.
set -euo pipefail
for tool in apt-get dpkg-deb openssl; do
  command -v $tool >/dev/null || { echo "$tool is needed" >&2; exit 77; }
done
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
chmod 755 .
apt-get -qq download softhsm2=2.6.1-2.1 libsofthsm2=2.6.1-2.1 opensc=0.23.0-0.3+deb12u2 ||
  { echo "the pinned packages are needed" >&2; exit 77; }
for package in *.deb; do dpkg-deb -x "$package" root; done
module=$place/root/usr/lib/softhsm/libsofthsm2.so
export PATH=$place/root/usr/bin:$PATH SOFTHSM2_CONF=$place/softhsm.conf

mkdir tokens
printf 'directories.tokendir = %s/tokens\nlog.level = ERROR\n' "$place" >softhsm.conf
softhsm2-util --module "$module" --init-token --free --label t --pin 246810 --so-pin 13579111 >/dev/null
tool() { pkcs11-tool --module "$module" --login --pin 246810 "$@" >tool.log 2>&1 || { cat tool.log >&2; exit 77; }; }

id=1
for kind in prime256v1 edwards25519; do
  tool --keypairgen --key-type EC:$kind --label $kind --id 0$id
  tool --read-object --type pubkey --id 0$id --output-file $kind
  form=other
  for one in DER PEM; do
    if openssl pkey -pubin -inform $one -in $kind -noout 2>/dev/null; then form=$one; fi
  done
  echo "$kind: $(wc -c <$kind) bytes, $form"
  id=$((id + 1))
done | tee seen.txt
diff seen.txt - <<'END'
prime256v1: 91 bytes, DER
edwards25519: 113 bytes, PEM
END
