#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A root that cannot be written, and the state on a partition of its own, as boxes with a card are
# set up: gate and server start there, go on, and want no other place. In a mount namespace of this
# process.
[ -n "${TONGXING_OWN_MOUNTS:-}" ] || {
  unshare -rm mount -o remount,bind,ro / 2>/dev/null ||
    { echo "no root can be made read-only here: skipped"; exit 77; }
  TONGXING_OWN_MOUNTS=1 exec unshare -rm "$0" "$@"
}
source "$(dirname "$0")/../integration/promises.sh"
source "$root/tests/integration/community.sh"
source "$root/tests/integration/street/scene.sh"

unseal_root() {
  local pid
  for pid in "${started[@]}"; do halt "$pid" KILL; done
  cd /
  mount -o remount,bind,rw /
  umount -l "$folder/state"
  tidy_up
}
seal_root() {
  mkdir state
  mount -t tmpfs -o size=64m,mode=700 tongxing-state state || broken "no partition for the state"
  trap unseal_root EXIT
  cd state
  unset XDG_RUNTIME_DIR
  export HOME=/nonexistent TMPDIR=/tmp
  mount -o remount,bind,ro /
  ! touch /tmp/writable 2>/dev/null || broken "the root can be written"
}
all_is_sent() { status_says '.journal.acknowledged == .journal.next_seq - 1 and .journal.failing == ""'; }

# An area is published once a second at most, so the newest list may be of before.
hears_of_it() {
  gate sync --dir gate >>gate.log 2>&1 </dev/null || return 1
  status_says ".held.lists[0].seq > $held"
}

a_gate_and_its_server_need_no_place_but_their_own() {
  seal_root
  open_street 3
  work_gate
  show_person 1
  answered '.verdict == "allow"'
  status_of_gate >/dev/null
  held=$(jq '.held.lists[0].seq' status.json)
  server suspend --data server --ground B1 --evidence lost "$(sed -n 2p texts.tsv | cut -f1)" >>server.log 2>&1 </dev/null ||
    { cat server.log >&2; broken "nobody is suspended"; }
  server publish --data server >>server.log 2>&1 </dev/null || { cat server.log >&2; broken "nothing is published"; }
  await 10 hears_of_it || broken "the gate hears nothing"
  show_person 2
  answered '.name == "suspended"'
  gate sync --dir gate >>gate.log 2>&1 </dev/null || broken "the gate says nothing"
  await 20 all_is_sent || { cat status.json >&2; broken "events wait"; }
  rest_gate
  work_gate
  show_person 3
  answered '.verdict == "allow"'
  rest_gate
  gate sync --dir gate >>gate.log 2>&1 </dev/null || { tail -n 5 gate.log >&2; broken "the rest is not sent"; }
  [ "$(server events --data server --json </dev/null | jq '.events | length')" = 3 ] || broken "not everything arrived"
  ! grep -i "read-only" gate.log server.log || broken "something else was to be written"
}

keep a_gate_and_its_server_need_no_place_but_their_own
