#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A gate that starts on a disk that is full, read-only or damaged: it decides with what there is,
# keeps events in memory, says so, and writes them when it can. Disks are file systems in memory, in
# a mount namespace of this process.
[ -n "${TONGXING_OWN_MOUNTS:-}" ] || {
  unshare -rm true 2>/dev/null || { echo "no mount namespaces here: skipped"; exit 77; }
  TONGXING_OWN_MOUNTS=1 exec unshare -rm "$0" "$@"
}
source "$(dirname "$0")/../integration/promises.sh"
source "$root/tests/integration/community.sh"
source "$root/tests/integration/street/scene.sh"

people=5

# The gate has lived a day, and its folder moves to a disk of two megabytes.
open_gate_on_a_disk() {
  open_street $people
  work_gate --alone
  show_person 1
  answered '.verdict == "allow"'
  rest_gate
  mkdir disk run
  mount -t tmpfs -o size=2m,mode=700 tongxing-small disk
  trap 'for pid in "${started[@]}"; do halt "$pid" KILL; done; umount -l "$folder/disk"; tidy_up' EXIT
  cp -a gate/. disk/ && rm -rf gate && ln -s disk gate
  cat >barrier <<'HOOK'
#!/bin/sh
echo "$TONGXING_OPEN $TONGXING_REASON" >>"${0%/*}/opened"
HOOK
  chmod +x barrier
  export XDG_RUNTIME_DIR=$PWD/run
  page_port=$(free_port)
}
start_gate() { work_gate --alone --page "127.0.0.1:$page_port" --output "command:$PWD/barrier" "$@"; }
page_says() { curl -sN -m 1 "http://127.0.0.1:$page_port/api/guard" 2>/dev/null | grep -qF "$1"; }
opened_because() { tail -n 1 opened 2>/dev/null | grep -qx "1 $1"; }
all_is_written() { status_says ".journal.failing == \"\" and .journal.waiting == 0 and .journal.next_seq == $1"; }

# admits_and_opens: a pass, and the emergency.
admits_and_opens() {
  show_person "$1"
  answered '.verdict == "allow" and .reason == 0'
  gate operator emergency --dir gate || broken "nobody hears the emergency"
  await 3 opened_because emergency_opened || { cat gate.log >&2; broken "the emergency opens nothing"; }
}
# says_everywhere ZH EN: on the page, by status and in the log.
says_everywhere() {
  await 5 page_says "$1" || { cat gate.log >&2; broken "the page does not say $1"; }
  page_says "$2" || broken "nor $2"
  ends_with 0 gate --lang zh status --dir gate
  says "$1"
  ends_with 0 gate --lang en status --dir gate
  says "$2"
  grep -qF "$2" gate.log || { cat gate.log >&2; broken "the log does not say $2"; }
}

a_gate_starts_on_a_read_only_disk_and_writes_when_it_can() {
  open_gate_on_a_disk
  mount -o remount,ro disk
  start_gate
  admits_and_opens 2
  says_everywhere '磁盘只读或无权写入' "the disk is read-only or not the gate's to write"
  status_says '.journal.next_seq == 2 and .journal.waiting == 2' ||
    { cat status.json >&2; broken "it does not read its journal"; }
  mount -o remount,rw disk
  await 10 all_is_written 4 || { cat status.json >&2; broken "not all was written"; }
  rest_gate
  [ "$(gate journal --dir gate --json | jq -s 'map(.seq) == [1, 2, 3]')" = true ] ||
    broken "the journal is not whole"
}

# Killed with its last events in SQLite's log, on a card that nothing can be written to any more.
a_gate_that_was_killed_reads_its_journal_from_a_read_only_disk() {
  open_gate_on_a_disk
  start_gate
  show_person 1
  await 10 all_is_written 3 || broken "nothing is written"
  halt "$gate_pid" KILL
  exec 9>&-
  [ -s disk/journal.db-wal ] || broken "there is no log to read"
  mount -o remount,ro disk
  start_gate
  admits_and_opens 3
  status_says '.journal.next_seq == 3' || { cat status.json >&2; broken "it does not read its journal"; }
  mount -o remount,rw disk
  await 10 all_is_written 5 || { cat status.json >&2; broken "not all was written"; }
}

fill_disk() { dd if=/dev/zero of=disk/ballast bs=4k 2>/dev/null || true; }

a_gate_starts_on_a_full_disk_with_and_without_a_journal() {
  open_gate_on_a_disk
  local journal
  for journal in with without; do
    [ $journal = with ] || rm -f disk/journal.db*
    fill_disk
    start_gate
    admits_and_opens 2
    says_everywhere '磁盘已满' 'the disk is full'
    status_says '.journal.failing != "" and .journal.waiting == 2' || { cat status.json >&2; broken "nothing waits"; }
    rm disk/ballast
    if [ $journal = with ]; then await 10 all_is_written 4; else await 10 all_is_written 3; fi ||
      { cat status.json gate.log >&2; broken "not all was written, $journal a journal"; }
    rest_gate
  done
}

a_gate_starts_with_a_damaged_journal_puts_it_aside_and_says_so() {
  open_gate_on_a_disk
  head -c 20000 /dev/urandom >gate/journal.db
  start_gate
  admits_and_opens 2
  await 10 all_is_written 3 || { cat status.json >&2; broken "nothing is written"; }
  await 5 page_says '日志曾损坏，旧文件待管理员取走' || broken "the page does not say it"
  ends_with 0 gate --lang zh status --dir gate
  says 'journal.db.damaged-2' '请交给管理员后删除'
  grep -q 'damaged, put aside as gate/journal.db.damaged-' gate.log || { cat gate.log >&2; broken "nor the log"; }
  rest_gate
  [ "$(stat -c %s gate/journal.db.damaged-*Z)" = 20000 ] || broken "what was there is gone"
}

# What a running gate finds damaged it puts aside as well.
a_journal_damaged_under_a_running_gate_is_put_aside() {
  open_gate_on_a_disk
  start_gate
  show_person 1
  await 10 all_is_written 3 || broken "nothing is written"
  dd if=/dev/urandom of=gate/journal.db conv=notrunc bs=4096 count=4 2>/dev/null
  dd if=/dev/urandom of=gate/journal.db-wal conv=notrunc bs=4096 count=4 2>/dev/null
  admits_and_opens 2
  show_person 3
  await 15 status_says '.journal.failing == "" and .journal.waiting == 0' ||
    { cat status.json gate.log >&2; broken "it does not get well"; }
}

# Each object in turn: the others stay, and the server brings it back.
a_gate_starts_with_a_damaged_object_says_so_and_is_brought_it_again() {
  open_gate_on_a_disk
  local object name
  for object in disk/objects/*.cose; do
    name=${object##*/}
    echo "no object of anybody's" >"$object"
    start_gate
    gate operator emergency --dir gate || broken "nobody hears the emergency, $name"
    await 3 opened_because emergency_opened || broken "the emergency opens nothing, $name"
    grep -q "$name: not loaded" gate.log || { cat gate.log >&2; broken "the log does not name $name"; }
    await 5 page_says '已损坏，请同步取回' || { cat gate.log >&2; broken "the page does not say $name"; }
    page_says 'is damaged, please sync' || broken "nor in English"
    ends_with 0 gate --lang zh status --dir gate
    says "objects/$name.damaged" '已另存为此文件' '请联网或插U盘同步'
    grep -q "$name: damaged, put aside as" gate.log || { cat gate.log >&2; broken "the log does not say $name"; }
    rest_gate
    gate sync --dir gate >>gate.log 2>&1 || { tail gate.log >&2; broken "it is not brought $name"; }
    start_gate
    admits_and_opens 2
    rest_gate
  done
}

a_gate_starts_without_its_folder_of_objects() {
  open_gate_on_a_disk
  rm -r disk/objects
  echo "a file in its place" >disk/objects
  start_gate
  show_person 2
  answered '.name == "no_trust_list"'
  gate operator emergency --dir gate
  await 3 opened_because emergency_opened || broken "the emergency opens nothing"
  rest_gate
  rm disk/objects
  gate sync --dir gate >>gate.log 2>&1 || { tail gate.log >&2; broken "no news"; }
  start_gate
  admits_and_opens 2
}

only_its_settings_and_its_key_a_gate_cannot_do_without() {
  open_gate_on_a_disk
  local file
  for file in gate.ini gate.key; do
    mv "gate/$file" kept
    echo "neither settings nor a key" >"gate/$file"
    ends_with 78 gate --lang en run --dir gate --alone stdin:
    says_it_briefly
    mv kept "gate/$file"
  done
}

keep a_gate_starts_on_a_read_only_disk_and_writes_when_it_can \
  a_gate_that_was_killed_reads_its_journal_from_a_read_only_disk \
  a_gate_starts_on_a_full_disk_with_and_without_a_journal \
  a_gate_starts_with_a_damaged_journal_puts_it_aside_and_says_so \
  a_journal_damaged_under_a_running_gate_is_put_aside \
  a_gate_starts_with_a_damaged_object_says_so_and_is_brought_it_again \
  a_gate_starts_without_its_folder_of_objects \
  only_its_settings_and_its_key_a_gate_cannot_do_without
