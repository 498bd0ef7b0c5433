#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A gate whose disk is full: it goes on admitting, says so, and writes again when there is room.
source "$(dirname "$0")/../integration/promises.sh"
source "$root/tests/integration/community.sh"

# The gate's folder lies on a disk of two megabytes, in a mount namespace of this process.
with_a_small_disk() {
  unshare -rm bash -c 'mount -t tmpfs -o size=2m tmpfs gate && "$@"' small "$@"
}

unwritten() { gate status --dir gate --json | jq .journal.unwritten; }
all_are_told() {
  written=$(gate journal --dir gate --json | wc -l)
  missed=$(unwritten)
  [ $((written + missed)) = 70 ]
}
writes_again() { [ "$(gate status --dir gate --json | jq .journal.stored)" -gt "$1" ]; }

gate_complains() { gate status --dir gate --json | jq -e '.journal.failing != ""' >/dev/null; }

# Five more people; each gets an answer within moments, whatever the disk says.
five_come() {
  local before
  before=$(wc -l <answers)
  sed -n "$1,$(($1 + 4))p" texts >&9
  await 5 answers_reach $((before + 5)) || broken "no answer with a full disk"
}

stand_in_a_full_disk() {
  source "$1/tests/integration/promises.sh"
  source "$1/tests/integration/community.sh"
  set -e
  trap 'exec 9>&-; halt "$gate_pid" KILL; halt "$server_pid" KILL' EXIT
  serve
  make_gate
  run_gate
  await 20 gate_holds_a_list || { cat gate.log >&2; broken "the gate got no list"; }
  sleep 2
  halt "$server_pid"
  five_come 1
  dd if=/dev/zero of=gate/ballast bs=64k >/dev/null 2>&1 || true
  local round
  for round in $(seq 1 12); do five_come $((round * 5 + 1)); done
  await 10 gate_complains || broken "the gate does not say that its disk is full"
  [ "$(jq -r .verdict answers | sort | uniq -c | awk '$2 == "allow" {print $1}')" = 65 ] ||
    { jq -r '.reason' answers | sort | uniq -c >&2; broken "somebody was not admitted"; }
  rm gate/ballast
  local stored
  stored=$(gate status --dir gate --json | jq .journal.stored)
  five_come 70
  await 10 writes_again "$stored" || { cat gate.log >&2; broken "the journal did not recover"; }
  # What was admitted was written down or counted: nobody is forgotten in silence.
  local written=0 missed=0
  await 10 all_are_told || broken "$written + $missed is not 70"
  echo "70 admitted, $written written down, $missed counted"
}

a_gate_with_a_full_disk_goes_on_admitting_and_forgets_nobody_in_silence() {
  unshare -rm true 2>/dev/null || { echo "skipped: no mount namespaces here"; return 0; }
  make_server
  fill_server 100
  cut -f2 texts.tsv >texts
  server publish --data server >>server.log 2>&1
  mkdir gate
  export -f stand_in_a_full_disk unwritten writes_again all_are_told answers_reach gate_complains five_come
  with_a_small_disk bash -c "stand_in_a_full_disk $root"
}

keep a_gate_with_a_full_disk_goes_on_admitting_and_forgets_nobody_in_silence
