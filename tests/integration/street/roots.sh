#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The root is replaced while a gate is away: it finds its way by the trust lists in between.
source "$(dirname "$0")/../promises.sh"
source "$(dirname "$0")/../community.sh"
source "$(dirname "$0")/scene.sh"

ceremony() { keys "$@" --dir keys >>keys.log 2>&1 </dev/null || { cat keys.log >&2; broken "keys $*"; }; }
bring_list() {
  ceremony trust "$@"
  server trust import --data server keys/trust.cose >>server.log 2>&1 </dev/null ||
    { cat server.log >&2; broken "the server does not take the list"; }
}
# replace_root OLD NEW: the two lists of a replacement.
replace_root() {
  ceremony rotate "$1" --no-passphrase
  [ -f "keys/$2.key" ] || broken "no $2"
  bring_list --next-root "$2"
  bring_list --root "$2"
}
holds_newest() {
  local newest
  newest=$(server status --data server --json </dev/null | jq .trust)
  gate status --dir gate --json </dev/null | jq -e ".held.trust.seq == $newest" >/dev/null
}

a_gate_that_was_away_while_the_root_was_replaced_twice_follows() {
  open_street 2
  replace_root DEMO-root DEMO-root-2
  replace_root DEMO-root-2 DEMO-root-3
  server publish --data server >>server.log 2>&1 </dev/null
  holds_newest && broken "the gate was not away"
  ends_with 0 gate sync --dir gate
  holds_newest || { cat out err >&2; broken "it did not follow"; }
  gate decide --dir gate --json "$(sed -n 1p texts)" | jq -e '.verdict == "allow"' >/dev/null ||
    broken "residents are kept out"
  bring_list
  ends_with 0 gate sync --dir gate
  holds_newest || broken "it does not go on from there"
}

a_stick_brings_the_lists_of_a_root_that_was_replaced_twice() {
  open_street 1
  halt "$server_pid"
  replace_root DEMO-root DEMO-root-2
  replace_root DEMO-root-2 DEMO-root-3
  mkdir stick
  ends_with 0 server --data server usb stick
  ends_with 0 gate --lang en usb stick --dir gate
  holds_newest || { cat out err >&2; broken "it did not follow"; }
  local newest=keys/trust.cose
  ends_with 0 gate --lang en usb stick --dir gate
  says "0 objects taken"
  local folder_of_lists=stick/tongxing/v1/sync/trust
  truncate -s -1 "$folder_of_lists/$(find $folder_of_lists -type f -printf '%f\n' | sort -n | tail -n 1)"
  ends_with 1 gate --lang en usb stick --dir gate
  says "(malformed)"
  holds_newest || broken "$newest was lost"
}

the_lists_before_are_named_by_those_after_and_stay_where_they_were() {
  open_street 1
  local first link oldest
  first=$(server status --data server --json </dev/null | jq .trust)
  replace_root DEMO-root DEMO-root-2
  curl -fsSL "http://127.0.0.1:$port/v1/sync/trust" -D heads -o newest || broken "no list"
  cmp newest keys/trust.cose || broken "another list"
  local steps=0
  while link=$(sed -n 's/^Link: <\(.*\)>; rel="predecessor-version".*/\1/ip' heads) && [ -n "$link" ]; do
    steps=$((steps + 1))
    oldest=${link##*/}
    curl -fsS "http://127.0.0.1:$port$link" -D heads -o older || broken "$link is not there"
    grep -qi '^cache-control: .*immutable' heads || broken "it may change"
  done
  [ $steps = 2 ] || broken "$steps lists before instead of 2"
  [ "$oldest" = "$first" ] || broken "they do not lead to the first"
}

keep a_gate_that_was_away_while_the_root_was_replaced_twice_follows \
  a_stick_brings_the_lists_of_a_root_that_was_replaced_twice \
  the_lists_before_are_named_by_those_after_and_stay_where_they_were
