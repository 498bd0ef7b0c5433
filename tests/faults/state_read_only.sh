#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The card that a gate's state lies on turns read-only under it, as ext4 does after an error: the
# gate decides, opens in an emergency, keeps events in memory, says so, and writes them when the
# card is mounted anew. Once with the root writable, and once with a root that never is. In a mount
# namespace of this process; only root can make such a disk.
# can_make_cards: in a mount namespace of its own.
can_make_cards() {
  local folder status=0
  folder=$(mktemp -d)
  # shellcheck disable=SC2016
  truncate -s 8M "$folder/img" && mkfs.ext4 -q "$folder/img" && unshare -m sh -c '
    mkdir "$0/card" && mount -o loop "$0/img" "$0/card" && device=$(findmnt -no SOURCE "$0/card") &&
    test -w "/sys/fs/ext4/${device##*/}/trigger_fs_error"' "$folder" &&
    unshare -m mount -o remount,bind,ro / || status=1
  rm -rf "$folder"
  return $status
}
[ -n "${TONGXING_OWN_MOUNTS:-}" ] || {
  can_make_cards 2>/dev/null || { echo "no disk can be made here: skipped"; exit 77; }
  TONGXING_OWN_MOUNTS=1 exec unshare -m "$0" "$@"
}
source "$(dirname "$0")/../integration/promises.sh"
source "$root/tests/integration/community.sh"
source "$root/tests/integration/street/scene.sh"

people=8

# --- a card -----------------------------------------------------------------------------------------

insert_card() { mount -o loop,errors=remount-ro "$1" card && device=$(findmnt -no SOURCE card); }
# What the file system does when it meets something that cannot be.
break_card() {
  sync -f card
  echo 1 >"/sys/fs/ext4/${device##*/}/trigger_fs_error"
  ! touch card/writable 2>/dev/null || broken "the card can still be written"
}
# By the hand of somebody: the gate knows nothing of it. ext4 never writes again to what it has given
# up, so that what was on the card comes back as another disk.
repair_card() {
  umount -l card
  cp card.img mended.img
  e2fsck -fy mended.img >/dev/null 2>&1 || true
  insert_card mended.img || broken "the card is not back"
}
leave() {
  local pid
  for pid in "${started[@]}"; do halt "$pid" KILL; done
  umount -l card
  [ "$PWD" = "$folder" ] || { cd / && mount -o remount,bind,rw / && umount -l "$folder/rest"; }
  tidy_up
}

# The gate's folder moves to the card; it has lived a day.
open_gate_on_a_card() {
  open_street $people
  work_gate --alone
  show_person 1
  answered '.verdict == "allow"'
  rest_gate
  mkdir card run
  truncate -s 16M card.img
  mkfs.ext4 -q -m 0 card.img || broken "no card"
  trap leave EXIT
  insert_card card.img || broken "no card"
  cp -a gate/. card/ && rm -rf gate && ln -s card gate
  printf '%s\n' '#!/bin/sh' 'echo "$TONGXING_OPEN $TONGXING_REASON" >>"${0%/*}/run/opened"' >barrier
  chmod +x barrier
  export XDG_RUNTIME_DIR=$PWD/run
  page_port=$(free_port)
}
page_says() { curl -sN -m 1 "http://127.0.0.1:$page_port/api/guard" 2>/dev/null | grep -qF "$1"; }
opened_because() { tail -n 1 run/opened 2>/dev/null | grep -qx "1 $1"; }
all_is_written() { status_says ".journal.failing == \"\" and .journal.waiting == 0 and .journal.next_seq == $1"; }
fails() { status_says '.journal.failing != ""'; }

works_and_says_so() {
  local person
  for person in "$@"; do
    show_person "$person"
    answered '.verdict == "allow" and .reason == 0'
  done
  gate operator emergency --dir gate || broken "nobody hears the emergency"
  await 3 opened_because emergency_opened || { cat gate.log >&2; broken "the emergency opens nothing"; }
  await 10 fails || { cat status.json gate.log >&2; broken "nobody noticed"; }
  await 5 page_says '磁盘只读或无权写入' || { cat gate.log >&2; broken "the page does not say it"; }
  grep -qF "the disk is read-only or not the gate's to write" gate.log || { cat gate.log >&2; broken "nor the log"; }
}

a_gate_whose_card_turns_read_only_admits_says_so_and_writes_all_when_it_is_mended() {
  open_gate_on_a_card
  work_gate --alone --page "127.0.0.1:$page_port" --output "command:$PWD/barrier"
  show_person 2
  answered '.verdict == "allow"'
  await 10 all_is_written 3 || { cat status.json >&2; broken "nothing is written"; }
  break_card
  works_and_says_so 3 4
  kill -0 "$gate_pid" || broken "the gate is dead"
  repair_card
  await 15 all_is_written 6 || { cat status.json gate.log >&2; broken "not all was written"; }
  rest_gate
  [ "$(gate journal --dir gate --json | jq -s 'map(.seq) == [1, 2, 3, 4, 5]')" = true ] ||
    broken "the journal is not whole"
}

# A box whose root is never written; what this test writes besides lies in memory.
a_box_with_a_read_only_root_whose_card_turns_read_only_goes_on() {
  mkdir rest
  mount -t tmpfs -o size=128m,mode=700 tongxing-rest rest || broken "no place for the rest"
  cd rest
  open_gate_on_a_card
  unset XDG_RUNTIME_DIR RUNTIME_DIRECTORY
  export HOME=/nonexistent TMPDIR=/nonexistent
  mount -o remount,bind,ro / || broken "the root stays writable"
  ! touch /tmp/writable 2>/dev/null || broken "the root can be written"
  work_gate --alone --page "127.0.0.1:$page_port" --output "command:$PWD/barrier"
  break_card
  works_and_says_so 2 3
  repair_card
  await 15 all_is_written 5 || { cat status.json gate.log >&2; broken "not all was written"; }
  rest_gate
}

keep a_gate_whose_card_turns_read_only_admits_says_so_and_writes_all_when_it_is_mended \
  a_box_with_a_read_only_root_whose_card_turns_read_only_goes_on
