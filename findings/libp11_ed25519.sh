#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What: libp11 lists the private keys of a PKCS#11 token until somebody makes an Ed25519 key on the
# same token. From then on PKCS11_enumerate_keys fails, and so whoever looks for a key by it (OpenSSL's
# engine "pkcs11" does) finds none, ours of P-256 neither; once the other key is deleted all are there
# again. One key of a kind that it does not know hides all the others.
# Seen: libp11-3 0.4.12-0.1 with SoftHSM 2.6.1-2.1, keys made by opensc 0.23.0-0.3+deb12u2, of Debian 12.
# Needs: bash, a C compiler, Debian 12 with its mirror and what the packages depend on. Status 0 while
# it is so; 1 when it changed.
set -euo pipefail
for tool in apt-get dpkg-deb cc; do
  command -v $tool >/dev/null || { echo "$tool is needed" >&2; exit 77; }
done
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
chmod 755 .
apt-get -qq download libp11-3=0.4.12-0.1 libp11-dev=0.4.12-0.1 softhsm2=2.6.1-2.1 libsofthsm2=2.6.1-2.1 \
  opensc=0.23.0-0.3+deb12u2 || { echo "the pinned packages are needed" >&2; exit 77; }
for package in *.deb; do dpkg-deb -x "$package" root; done
module=$place/root/usr/lib/softhsm/libsofthsm2.so
libraries=$(dirname "$(find root -name 'libp11.so.3' | head -n 1)")
export PATH=$place/root/usr/bin:$PATH LD_LIBRARY_PATH=$place/$libraries SOFTHSM2_CONF=$place/softhsm.conf

mkdir tokens
printf 'directories.tokendir = %s/tokens\nlog.level = ERROR\n' "$place" >softhsm.conf
softhsm2-util --module "$module" --init-token --free --label t --pin 246810 --so-pin 13579111 >/dev/null
tool() { pkcs11-tool --module "$module" --login --pin 246810 "$@" >tool.log 2>&1 || { cat tool.log >&2; exit 77; }; }

cat >seen.c <<'END'
#include <libp11.h>
#include <stdio.h>

int main(int argc, char **argv) {
  PKCS11_CTX *context = PKCS11_CTX_new();
  PKCS11_SLOT *slots = NULL;
  PKCS11_KEY *keys = NULL;
  unsigned slot_count = 0, key_count = 0;
  if (argc < 2 || PKCS11_CTX_load(context, argv[1]) != 0 ||
      PKCS11_enumerate_slots(context, &slots, &slot_count) != 0)
    return 77;
  PKCS11_SLOT *slot = PKCS11_find_token(context, slots, slot_count);
  if (!slot || PKCS11_open_session(slot, 0) != 0 || PKCS11_login(slot, 0, "246810") != 0) return 77;
  if (PKCS11_enumerate_keys(slot->token, &keys, &key_count) != 0)
    puts("fails");
  else
    printf("%u\n", key_count);
  return 0;
}
END
cc seen.c -o seen -I root/usr/include -L "$libraries" -lp11 -Wl,-rpath-link,"$libraries"
{
  tool --keypairgen --key-type EC:prime256v1 --label ours --id 01
  echo "alone: $(./seen "$module")"
  tool --keypairgen --key-type EC:edwards25519 --label other --id 02
  echo "beside Ed25519: $(./seen "$module")"
  tool --delete-object --type privkey --id 02
  echo "alone again: $(./seen "$module")"
} | tee seen.txt
diff seen.txt - <<'END'
alone: 1
beside Ed25519: fails
alone again: 1
END
