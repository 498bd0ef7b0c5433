#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The gate's disk is full: a small file system of its own, that only root can make.
source "$(dirname "$0")/../integration/promises.sh"
source "$root/tests/integration/community.sh"
source "$root/tests/integration/street/scene.sh"

mkdir -p /tmp/tongxing-street && mount -t tmpfs -o size=1m tongxing-try /tmp/tongxing-street 2>/dev/null ||
  { echo "no file system can be mounted here: skipped"; exit 77; }
umount /tmp/tongxing-street

people=40

# The gate's folder moves to a disk of two megabytes.
move_to_small_disk() {
  mkdir small
  mount -t tmpfs -o size=2m,mode=700 tongxing-small small || broken "no small disk"
  cp -a gate small/ && rm -rf gate
  ln -s small/gate gate
}
# Taken apart before the folder goes, whatever happened.
leave_small_disk() {
  for pid in "${started[@]}"; do halt "$pid" KILL; done
  umount -l "$folder/small"
  tidy_up
}
fill_disk() { dd if=/dev/zero of=small/ballast bs=4k 2>/dev/null || true; }
make_room() { rm small/ballast; }

the_disk_is_noticed() { status_says '.journal.failing != "" and .journal.waiting > 0'; }
all_is_written() { status_says ".journal.failing == \"\" and .journal.waiting == 0 and .journal.next_seq == $1"; }

open_gate_on_small_disk() {
  open_street $people
  move_to_small_disk
  trap leave_small_disk EXIT
  cat >relay <<'HOOK'
#!/bin/sh
echo "$TONGXING_OPEN $TONGXING_REASON" >>"${0%/*}/opened"
HOOK
  chmod +x relay
  work_gate "$@"
}

# Until a write fails; then nothing more goes onto the disk. The rest of them come after that.
come_until_the_disk_is_noticed() {
  fill_disk
  local person
  for person in $(seq $people); do
    show_person "$person"
    answered '.verdict == "allow"'
  done
  await 10 the_disk_is_noticed || { cat status.json >&2; broken "nobody noticed"; }
}

a_gate_whose_disk_is_full_goes_on_admitting_and_says_so_and_writes_all_when_there_is_room() {
  open_gate_on_small_disk --alone
  come_until_the_disk_is_noticed
  await 5 grep -qE 'events? waits? in memory' gate.log || { cat gate.log >&2; broken "it does not say so"; }
  ends_with 0 gate --lang en status --dir gate
  says 'wait for the disk'
  make_room
  await 10 all_is_written $((people + 1)) || { cat status.json >&2; broken "not all was written"; }
  status_says '.journal.unwritten == 0' || broken "something was lost"
  rest_gate
  [ "$(gate journal --dir gate --json | jq -s 'map(.seq) == [range(1; length + 1)]')" = true ] ||
    broken "the journal is not whole"
}

# What could not be written when the gate had to be turned off is missing from the journal: the
# next life begins where the disk ended, and people go on passing.
a_gate_that_is_turned_off_with_a_full_disk_starts_again_and_admits() {
  open_gate_on_small_disk --alone
  come_until_the_disk_is_noticed
  rest_gate
  grep -qE 'events? lost: not written' gate.log || { cat gate.log >&2; broken "what was lost is not said"; }
  work_gate --alone
  show_person 1
  answered '.verdict == "allow"'
}

opened_because() { tail -n 1 opened 2>/dev/null | grep -qx "1 $1"; }
# say_and_see WORD REASON
say_and_see() {
  gate operator "$1" --dir gate
  await 3 opened_because "$2" || { cat opened gate.log >&2; broken "$1 does not open"; }
}

life_comes_first_with_the_server_gone_and_the_disk_full() {
  open_gate_on_small_disk --output "command:$PWD/relay"
  halt "$server_pid" KILL
  come_until_the_disk_is_noticed
  say_and_see emergency emergency_opened
  say_and_see medical_exit medical_exit
  say_and_see hold held_open
  make_room
  await 10 all_is_written $((people + 4)) || { cat status.json >&2; broken "not all was written"; }
  gate journal --dir gate --json | tail -n 3 | jq -r .reason >reasons
  gate journal --dir gate --json | tail -n 3 | jq -r .verdict | sort -u >verdicts
  [ "$(cat verdicts)" = allow ] || { cat verdicts >&2; broken "not every one was let through"; }
  [ "$(sort -u reasons | wc -l)" = 3 ] || { cat reasons >&2; broken "each wants its own reason"; }
}

keep a_gate_whose_disk_is_full_goes_on_admitting_and_says_so_and_writes_all_when_there_is_room \
  a_gate_that_is_turned_off_with_a_full_disk_starts_again_and_admits \
  life_comes_first_with_the_server_gone_and_the_disk_full
