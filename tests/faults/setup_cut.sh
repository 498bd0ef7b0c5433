#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A setup, cut short at each of its steps and at calls between them: the same command, given again,
# goes on, and at the end there is one whole community.
source "$(dirname "$0")/../integration/promises.sh"

set_up() { "$build/server/tongxing-server" --lang en setup --data "${data:-server}" --from answers; }

prepare() {
  city roster --residents 3 >roster.csv
  printf '%s\n' 'community = 曲江社区' 'area = 610113001002' 'address = 127.0.0.1' \
    'roster = roster.csv' >answers
}

# Three people with a pass each, on the paper that is there; the root put aside; its passphrase told
# and no longer on the disk; a draft; an audit log without a gap.
it_is_whole() {
  local data=${1:-server}
  if [ -e "$data/setup.ini" ]; then
    set_up >said 2>err </dev/null || { cat said err >&2; broken "not done when it is repeated"; }
  fi
  cp said out
  says 'its passphrase' TE1:
  [ ! -e "$data/setup.ini" ] && [ -s "$data/paper/cards.pdf" ]
  [ -e "$data/root/root.key" ] && [ ! -e "$data/keys/root.key" ] || broken "the root is not aside"
  ends_with 0 server passes --data "$data" --json
  [ "$(jq '.holders | length' out)" = 3 ] || { cat out >&2; broken "not three passes"; }
  ends_with 0 server policy list --data "$data" --json
  [ "$(jq '.drafts | length' out)" = 1 ] || broken "not one draft"
  ends_with 0 server audit verify --data "$data"
}

is_done() { [ ! -e server/setup.ini ] && [ -e server/at-rest.key ]; }

# begun STEP: it said so.
begun() { grep -q "^$1/8 " said; }

a_setup_killed_at_each_step_goes_on_when_it_is_repeated() {
  local step
  prepare
  for step in 1 2 3 4 5 6 7 8; do
    ! is_done || break # the kill came too late
    : >said
    "$build/server/tongxing-server" --lang en setup --data server --from answers >said 2>err </dev/null &
    await 20 begun $step || { cat said err >&2; broken "step $step did not begin"; }
    kill -9 $! 2>/dev/null || true
    wait $! 2>/dev/null || true
  done
  it_is_whole
}

# cut HOW N: the N-th call that changes the disk.
cut() {
  CUT_AT=$2 CUT_HOW=$1 LD_PRELOAD=$build/tests/faults/libcut_calls.so \
    ASAN_OPTIONS=verify_asan_link_order=0 set_up >said 2>err </dev/null || true
}

a_setup_whose_writes_fail_or_end_goes_on_when_it_is_repeated() {
  local how n
  prepare
  for how in die fail; do
    rm -rf server
    for n in 1 8 32 64 150 600 1000; do
      ! is_done || break
      cut $how $n
      begun 8 || [ $how = die ] || [ -s err ] || broken "call $n failed, and nothing was said"
    done
    it_is_whole
  done
}

on_a_full_disk_it_says_so_and_goes_on_when_there_is_room() {
  unshare -rm true 2>/dev/null || { echo "skipped: no mount namespaces here"; return 0; }
  prepare
  mkdir disk
  unshare -rm bash -ec '
    mount -t tmpfs -o size=200k tmpfs disk
    "$0" --lang en setup --data disk/server --from answers >said 2>err </dev/null && exit 1
    mount -o remount,size=8m disk
    "$0" --lang en setup --data disk/server --from answers >again 2>err.again </dev/null
    cp -a disk/server whole' "$build/server/tongxing-server" ||
    { cat said err again err.again >&2; broken "not done when there was room"; }
  grep -q 'disk is full\|No space\|磁盘' err || { cat err >&2; broken "it does not say that the disk is full"; }
  [ -s whole/paper/cards.pdf ] && [ ! -e whole/setup.ini ]
}

[ $# = 0 ] || { keep "$@"; exit; }

keep a_setup_killed_at_each_step_goes_on_when_it_is_repeated \
  a_setup_whose_writes_fail_or_end_goes_on_when_it_is_repeated \
  on_a_full_disk_it_says_so_and_goes_on_when_there_is_room
