#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The key ceremony as docs/keys.md has it, from files and on PKCS#11 tokens.
source "$(dirname "$0")/promises.sh"
source "$(dirname "$0")/community.sh"

command -v softhsm2-util pkcs11-tool >/dev/null || { echo "note: no SoftHSM, tokens go untried"; echo "0 passed, 0 failed"; exit 0; }
module=/usr/lib/softhsm/libsofthsm2.so
reach="module-path=$module"

# token LABEL …: SoftHSM in this folder, with a token of each label; its PIN in ./pin.
token() {
  local label
  mkdir -p tokens
  printf 'directories.tokendir = %s/tokens\nobjectstore.backend = file\nlog.level = ERROR\n' "$PWD" >softhsm.conf
  export SOFTHSM2_CONF=$PWD/softhsm.conf
  (umask 077 && echo 246810 >pin)
  for label in "$@"; do
    softhsm2-util --init-token --free --label "$label" --pin 246810 --so-pin 13579111 >/dev/null
  done
}
# k ARGUMENT …: tongxing-keys in English, with the PIN.
k() { keys --lang en "$@" --dir keys --passphrase-file pin; }
# tool ARGUMENT …: another program that uses the token.
tool() { pkcs11-tool --module $module --login --pin 246810 "$@" >tool.log 2>&1 || { cat tool.log >&2; broken "pkcs11-tool $*"; }; }

# The page's words, with the programs of this build.
types() {
  local page=$root/docs/keys.md
  PATH=$build/keys:$PATH LC_ALL=C.UTF-8 python3 "$root/tests/integration/typed.py" "$page" "$@" >typed.log 2>&1 ||
    { cat typed.log >&2; broken "the page cannot be typed"; }
}

the_ceremony_is_typed_as_the_page_says() {
  types 'On the day' '口令=six words drawn by dice' 'Passphrase=six words drawn by dice' \
    '再输入=six words drawn by dice' 'The same again=six words drawn by dice' '确认=yes' 'Is that right=yes'
  keys list --dir keys --json | jq -e '[.keys[] | select(.state == "listed" or .state == "current")] | length == 6' >/dev/null ||
    { keys list --dir keys >&2; broken "not every key is listed"; }
  [ -s keys/trust.cose ] && [ -s keys/server.crt.pem ] || broken "no list, or no certificate"
  grep -q 'BEGIN ENCRYPTED' keys/xian.key || broken "the root has no passphrase"
}

the_ceremony_on_a_token_is_typed_as_the_page_says() {
  token
  types 'Keys on a token' '口令=246810' 'Passphrase=246810' '确认=yes' 'Is that right=yes'
  grep -q '^pkcs11:token=xian;' keys/xian.key && ! grep -q BEGIN keys/xian.key || broken "a key in a file"
  keys list --dir keys --json | jq -e '[.keys[] | {(.name): .state}] | add == {xian: "current", "xian-2": "next"}' >/dev/null ||
    { keys list --dir keys >&2; broken "the next root is not named"; }
}

# A server signs by a token as by a file, and what it signs is let in.
what_a_server_signs_by_a_token_is_let_in() {
  token hsm
  make_keys
  mkdir token-keys
  keys generate --use issue hsm --area $area --dir keys --demo \
    --token "pkcs11:token=hsm?pin-source=file:$PWD/pin&$reach" >>keys.log 2>&1 </dev/null || { cat keys.log >&2; broken "no key"; }
  keys trust --dir keys >>keys.log 2>&1 </dev/null || { cat keys.log >&2; broken "no list"; }
  rm signing/DEMO-issue.key
  cp keys/DEMO-hsm.key signing/
  make_server
  fill_server 3
  serve
  make_gate
  run_gate
  await 20 gate_holds_a_list || { cat gate.log >&2; broken "the gate has no list"; }
  tail -n 1 texts.tsv | cut -f 2 >&9
  await 10 grep -q '"verdict":"allow"' answers || { cat answers gate.log texts.tsv >&2; broken "not let in"; }
}

a_wrong_pin_is_tried_once_and_not_again_by_a_service() {
  local try
  token hsm
  k generate --use root a --token "pkcs11:token=hsm?$reach" >/dev/null
  (umask 077 && echo 999999 >wrong)
  ends_with 69 keys --lang en generate --dir keys --use root b --token "pkcs11:token=hsm?$reach" --passphrase-file wrong
  says 'The PIN of the token hsm is wrong'
  for try in 1 2 3; do
    ends_with 69 keys --lang en generate --dir keys --use root b --token "pkcs11:token=hsm?$reach" --passphrase-file wrong
    says 'not tried again unasked' 'pkcs11-tool --login'
  done
  tool --list-objects
  k generate --use root b --token "pkcs11:token=hsm?$reach" >/dev/null || broken "not even after a login by hand"
}

what_is_wrong_with_a_token_is_said_in_one_sentence() {
  token hsm twin twin
  chmod 644 pin
  ends_with 69 k generate --use root a --token "pkcs11:token=hsm?$reach"
  says 'can be read by others' 'chmod 600'
  chmod 600 pin
  ends_with 69 k generate --use root a --token "pkcs11:token=absent?$reach"
  says 'is not there' 'p11-kit list-tokens'
  ends_with 73 k generate --use root a --token "pkcs11:token=twin?$reach"
  says 'fits 2 tokens' 'serial='
  ends_with 69 k generate --use root a --token "pkcs11:token=hsm?pin-value=246810&$reach"
  says 'A PIN never stands in a PKCS#11 address'
  ends_with 69 k generate --use root a --token 'token hsm'
  says 'is no PKCS#11 address of ours'
  ends_with 64 k generate --use root a --alg ed25519 --token "pkcs11:token=hsm?$reach"
  says 'only P-256'
  ends_with 64 k generate --use seal a --area $area --token "pkcs11:token=hsm?$reach"
  says 'cannot rest on a token'
  ends_with 69 k generate --use root a --token "pkcs11:token=hsm;object=none?$reach"
  says 'has no private key of that address'
  [ -z "$(ls keys)" ] || { ls keys >&2; broken "something was left behind"; }
}

# Ed25519 beside ours has kept other programs from seeing any key.
keys_of_others_on_the_token_are_left_alone() {
  token hsm
  tool --keypairgen --key-type EC:edwards25519 --label other --id 01
  tool --keypairgen --key-type EC:secp384r1 --label long --id 02
  tool --keypairgen --key-type EC:prime256v1 --label ours --id 03
  k generate --use root a --token "pkcs11:token=hsm?$reach" >/dev/null || broken "no key beside the others"
  k generate --use issue b --area $area --token "pkcs11:token=hsm;object=ours?$reach" >/dev/null || broken "ours is not taken on"
  for label in other long; do
    ends_with 69 k generate --use root c --token "pkcs11:token=hsm;object=$label?$reach"
    says 'a P-256 key is wanted'
  done
  ends_with 73 k generate --use root a2 --token "pkcs11:token=hsm;object=a?$reach"
  says 'is in the folder already'
  rm keys/a.*
  ends_with 73 k generate --use root a --token "pkcs11:token=hsm?$reach"
  says 'never overwritten' ';object=a'
  k generate --use root a --token "pkcs11:token=hsm;object=a?$reach" >/dev/null || broken "it is not taken on"
  k trust --yes >/dev/null || broken "it signs no list"
}

keep the_ceremony_is_typed_as_the_page_says \
  the_ceremony_on_a_token_is_typed_as_the_page_says \
  what_a_server_signs_by_a_token_is_let_in \
  a_wrong_pin_is_tried_once_and_not_again_by_a_service \
  what_is_wrong_with_a_token_is_said_in_one_sentence \
  keys_of_others_on_the_token_are_left_alone
