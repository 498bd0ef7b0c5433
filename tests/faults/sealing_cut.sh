#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A database that an earlier program wrote is sealed at the first start. That is cut short at many
# calls that change the disk: the next start goes on, and nothing is lost, doubled or left in clear.
source "$(dirname "$0")/../integration/promises.sh"
old=$root/tests/integration/kept/schema-3
stolen() { python3 "$root/tests/integration/stolen.py" "$@"; }
step=$(one_in 101) # of a thousand calls
show() { server "$1" --data server --now 1795882100 --json; }

# cut_at HOW N: the first start. False when it makes no N-th call.
cut_at() {
  first=0
  CUT_AT=$2 CUT_HOW=$1 CUT_LEFT=$PWD/left LD_PRELOAD=$build/tests/faults/libcut_calls.so \
    ASAN_OPTIONS=verify_asan_link_order=0 "$build/server/tongxing-server" residents --data server \
    --now 1795882100 >first 2>&1 </dev/null || first=$?
  [ ! -e left ]
}

# There were no accounts yet: the first start seals, whoever asks, and then somebody is bound.
is_whole() {
  server account bind --data server --now 1795882100 >second 2>&1 </dev/null &&
    [ "$(show residents 2>>second | jq '.residents | length')" = 8 ] &&
    [ "$(show events | jq '.events | length')" = 1 ] &&
    server audit verify --data server >>second 2>&1 </dev/null &&
    mkdir loot && cp server/office.db* loot && stolen tells loot words >>second
}

cut_everywhere() {
  local how=$1 n
  n=$(first_of "$step")
  cp -r "$old/keys" . && chmod -R u+rwX,go= keys
  stolen words "$old/server/office.db" | sort -u >words
  while rm -rf server loot && cp -r "$old/server" . && chmod -R u+rwX,go= server && cut_at "$how" "$n"; do
    is_whole || { cat first second >&2; broken "call $n, $how: $first"; }
    n=$((n + step))
  done
  [ $n -gt $((4 * step)) ] || broken "only $n calls"
}

rows_whose_sealing_was_killed_are_sealed_at_the_next_start() { cut_everywhere die; }
rows_whose_sealing_failed_are_sealed_at_the_next_start() { cut_everywhere fail; }

keep rows_whose_sealing_was_killed_are_sealed_at_the_next_start \
  rows_whose_sealing_failed_are_sealed_at_the_next_start
