#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The making of a key, cut short at each call that changes the disk: the same command, given again,
# makes it.
source "$(dirname "$0")/../integration/promises.sh"

# cut_at HOW N COMMAND …: to ./first, its exit status in $first. False when there is no N-th call.
cut_at() {
  local how=$1 n=$2
  shift 2
  first=0
  CUT_AT=$n CUT_HOW=$how CUT_LEFT=$PWD/left LD_PRELOAD=$build/tests/faults/libcut_calls.so \
    ASAN_OPTIONS=verify_asan_link_order=0 "$@" >first 2>&1 </dev/null || first=$?
  [ ! -e left ]
}

# made_in_the_end HOW FILE COMMAND …: at each call in turn, in a folder of its own.
made_in_the_end() {
  local how=$1 file=$2 n=1 second
  shift 2
  while rm -rf keys && cut_at "$how" "$n" "$@"; do
    second=0
    "$@" >second 2>&1 </dev/null || second=$?
    # 73: the first got so far that the key is whole, and is not overwritten.
    [ "$second" = 0 ] || { [ "$second" = 73 ] && [ -e "keys/$file" ]; } ||
      { cat first second >&2; broken "call $n, $how: $first, then $second"; }
    is_whole || { cat first second >&2; broken "call $n, $how: not whole"; }
    n=$((n + 1))
  done
  [ $n -gt 12 ] || broken "only $n calls"
  rm -f left
}

# Beside a key that is whole a marker may stay, which nobody asks any more.
no_remains() { [ "$second" = 73 ] || [ -z "$(find keys -name '.*.making')" ]; }

a_key_whose_making_was_cut_short_is_made_by_the_same_command() {
  is_whole() { keys show keys/a.key >shown 2>&1 && keys list --json | jq -e '.keys | length == 1' >/dev/null && no_remains; }
  local how
  for how in fail die; do
    made_in_the_end "$how" a.json keys generate --use issue --area "$area" --no-passphrase a
  done
}

a_tls_key_whose_making_was_cut_short_is_made_by_the_same_command() {
  is_whole() {
    [ "$(openssl x509 -in keys/a.crt.pem -noout -pubkey)" = "$(openssl pkey -in keys/a.key.pem -pubout)" ] && no_remains
  }
  local how
  for how in fail die; do
    made_in_the_end "$how" a.crt.pem keys generate --use tls --host example.org a
  done
}

a_list_whose_signing_was_cut_short_is_signed_by_the_same_command() {
  keys generate --use root --no-passphrase --dir kept a >kept.log 2>&1 || broken "no root"
  local how n
  for how in fail die; do
    n=1
    while rm -rf keys && cp -r kept keys && cut_at "$how" "$n" keys trust; do
      keys trust >second 2>&1 </dev/null || { cat second >&2; broken "call $n, $how"; }
      n=$((n + 1))
    done
    [ "$n" -gt 8 ] || broken "only $n calls"
    rm -f left
  done
}

keep a_key_whose_making_was_cut_short_is_made_by_the_same_command \
  a_tls_key_whose_making_was_cut_short_is_made_by_the_same_command \
  a_list_whose_signing_was_cut_short_is_signed_by_the_same_command
