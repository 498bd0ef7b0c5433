#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What was in force once keeps out what is older: after a restart, with a damaged trust list, after
# writes that failed. Disks are file systems in memory, in a mount namespace of this process.
[ -n "${TONGXING_OWN_MOUNTS:-}" ] || {
  unshare -rm true 2>/dev/null || { echo "no mount namespaces here: skipped"; exit 77; }
  TONGXING_OWN_MOUNTS=1 exec unshare -rm "$0" "$@"
}
source "$(dirname "$0")/../integration/promises.sh"
source "$root/tests/integration/community.sh"
source "$root/tests/integration/street/scene.sh"

# A gate of two residents on a disk of its own, whose folder of an hour ago is kept in ./before, and
# the newest objects on a stick; resident 1 was revoked in between.
open_two_ages() {
  open_street 2
  mkdir disk run stick
  mount -t tmpfs -o size=2m,mode=700 tongxing-small disk
  trap 'for pid in "${started[@]}"; do halt "$pid" KILL; done; umount -l "$folder/disk" "$folder/run" 2>/dev/null || true; tidy_up' EXIT
  cp -a gate/. disk/ && rm -rf gate && ln -s disk gate
  export XDG_RUNTIME_DIR=$PWD/run
  cp -a disk/objects before
  sleep 1.1
  {
    server revoke --data server 0 --ground B2 --evidence lost
    keys trust --dir keys && server trust import --data server keys/trust.cose
    server publish --data server
    server usb --data server stick
  } >>server.log 2>&1 </dev/null || { tail server.log >&2; broken "no newer age"; }
}
fill_disk() { dd if=/dev/zero of=disk/ballast bs=4k 2>/dev/null || true; }
start_gate() { work_gate --alone "$@"; }
# told WORD: what resident 1, who was revoked, is told.
told() { show_person 1; answered ".name == \"$1\""; }
seq_of_list() { status_of_gate | jq '.held.lists[0].seq // 0'; }

an_older_file_put_in_place_of_a_newer_is_never_in_force() {
  open_two_ages
  gate sync --dir gate >>gate.log 2>&1
  start_gate
  told revoked
  rest_gate
  local file
  for file in before/*.cose before/*.delta; do [ ! -e "$file" ] || cp "$file" disk/objects/; done
  rm -f disk/objects/*.delta
  start_gate
  show_person 1
  answered '.verdict != "allow"'
  grep -q 'older than what was in force' gate.log || { cat gate.log >&2; broken "the log does not say it"; }
}

a_damaged_trust_list_lets_no_older_list_back_in() {
  open_two_ages
  gate sync --dir gate >>gate.log 2>&1
  cp -a disk/objects newest
  rm disk/objects/*
  echo damaged >disk/objects/trust.cose
  local file
  for file in before/trust.cose before/status-*.cose before/policy-*.cose; do
    gate import --dir gate "$file" >>gate.log 2>&1 && broken "${file##*/} of before is taken"
  done
  for file in trust.cose "$(cd newest && ls policy-*.cose)"; do
    gate import --dir gate "newest/$file" >>gate.log 2>&1 || { tail -3 gate.log >&2; broken "$file does not come back"; }
  done
  gate sync --dir gate >>gate.log 2>&1 || { tail -3 gate.log >&2; broken "the server cannot mend it"; }
  start_gate
  told revoked
}

# take_newest: the running gate is brought the newest by the stick.
take_newest() { gate usb --dir gate stick >>gate.log 2>&1; }

what_was_taken_on_a_full_disk_is_written_when_there_is_room() {
  open_two_ages
  start_gate
  local seq
  seq=$(seq_of_list)
  fill_disk
  take_newest || true
  [ "$(seq_of_list)" -gt "$seq" ] || { tail gate.log >&2; broken "the newest is not taken"; }
  told revoked
  await 3 status_says '[.loop.troubles[].source] | index("objects") != null' || { cat status.json >&2; broken "it is not said"; }
  rm disk/ballast
  await 5 status_says '.loop.troubles == []' || { cat status.json >&2; broken "it is not tried again"; }
  halt "$gate_pid" KILL
  exec 9>&-
  start_gate
  told revoked
}

no_older_list_comes_back_after_a_restart_on_a_full_disk() {
  open_two_ages
  start_gate
  fill_disk
  take_newest || true
  told revoked
  halt "$gate_pid" KILL
  exec 9>&-
  start_gate
  show_person 1
  answered '.verdict != "allow"'
  rm disk/ballast
  take_newest || true
  rest_gate
  start_gate
  told revoked
}

no_older_list_comes_back_after_a_restart_on_a_read_only_disk() {
  open_two_ages
  mount -o remount,ro disk
  start_gate
  take_newest || true
  told revoked
  await 3 status_says '[.loop.troubles[].source] | index("objects") != null' || { cat status.json >&2; broken "it is not said"; }
  halt "$gate_pid" KILL
  exec 9>&-
  start_gate
  show_person 1
  answered '.verdict != "allow"'
}

# Neither in the folder nor in memory: then the older one goes on, and is the only one ever in force.
what_leaves_no_trace_is_not_taken() {
  open_two_ages
  mount -o remount,ro disk
  mount -t tmpfs -o ro tongxing-run /run
  mount -t tmpfs -o ro tongxing-run2 run
  unset RUNTIME_DIRECTORY
  take_newest || true
  grep -q 'not taken, its number cannot be stored' gate.log || { tail gate.log >&2; broken "it is not said"; }
  umount run && umount /run
  start_gate
  told ok
}

# The folder lies on a card of its own, bound to ./disk: so it can be taken out and put back.
move_to_a_card() {
  mkdir card
  mount -t tmpfs -o size=4m,mode=700 tongxing-card card
  trap 'for pid in "${started[@]}"; do halt "$pid" KILL; done; umount -l "$folder/disk" "$folder/card" 2>/dev/null || true; tidy_up' EXIT
  cp -a disk/. card/
  umount disk
  mount --bind card disk
}
says_it_is_away() { status_says '.loop.troubles | any(.en | startswith("the card with the gate\u0027s folder is not there"))'; }
page_says() { curl -sN -m 1 "http://127.0.0.1:$page_port/api/guard" 2>/dev/null | grep -qF "$1"; }

floors_and_events_of_the_time_without_a_card_are_on_it_when_it_is_back() {
  open_two_ages
  move_to_a_card
  page_port=$(free_port)
  start_gate --page "127.0.0.1:$page_port"
  show_person 2
  answered '.verdict == "allow"'
  local seq floors
  seq=$(seq_of_list)
  await 5 status_says '.journal.waiting == 0' || broken "nothing is written"
  floors=$(sha256sum <card/floors)
  umount -l disk
  await 5 says_it_is_away || { cat status.json gate.log >&2; broken "it is not said"; }
  await 5 page_says '本机的存储卡不在' || broken "the page does not say it"
  grep -qF "the card with the gate's folder is not there" gate.log || broken "nor the log"
  take_newest || true
  [ "$(seq_of_list)" -gt "$seq" ] || { tail gate.log >&2; broken "the newest is not taken"; }
  told revoked
  await 5 status_says '.journal.failing != ""' || { cat status.json >&2; broken "the journal is not missed"; }
  [ -z "$(ls -A disk)" ] || { ls -la disk >&2; broken "something was left in the mount point"; }
  [ "$(sha256sum <card/floors)" = "$floors" ] || broken "the card that is out was written"
  mount --bind card disk
  await 5 status_says '.loop.troubles == [] and .journal.waiting == 0' || { cat status.json gate.log >&2; broken "not all is written"; }
  halt "$gate_pid" KILL
  exec 9>&-
  rm -rf run/* && cp -a before/. disk/objects/ && rm -f disk/objects/*.delta
  start_gate
  show_person 1
  answered '.verdict != "allow"'
  rest_gate
  [ "$(gate journal --dir gate --json | jq -s 'map(.seq) == [1, 2, 3]')" = true ] || broken "the journal is not whole"
}

# What was written beside the card is above what the card has: also for a process that starts anew.
floors_of_the_time_without_a_card_outlast_the_gate() {
  open_two_ages
  move_to_a_card
  start_gate
  umount -l disk
  await 5 says_it_is_away || { cat status.json gate.log >&2; broken "it is not said"; }
  take_newest || true
  told revoked
  halt "$gate_pid" KILL
  exec 9>&-
  mount --bind card disk
  start_gate
  show_person 1
  answered '.verdict != "allow"'
}

keep an_older_file_put_in_place_of_a_newer_is_never_in_force \
  a_damaged_trust_list_lets_no_older_list_back_in \
  what_was_taken_on_a_full_disk_is_written_when_there_is_room \
  no_older_list_comes_back_after_a_restart_on_a_full_disk \
  no_older_list_comes_back_after_a_restart_on_a_read_only_disk \
  what_leaves_no_trace_is_not_taken \
  floors_and_events_of_the_time_without_a_card_are_on_it_when_it_is_back \
  floors_of_the_time_without_a_card_outlast_the_gate
