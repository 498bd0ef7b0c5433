#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The power is cut while a command works: of each state that its writes, syncs and renames may leave
# on the disk, either the programs start or the command says that it is to be given again, and then
# does it. What it said was done is done.
source "$(dirname "$0")/../integration/promises.sh"
source "$root/tests/integration/community.sh"
source "$root/tests/integration/street/scene.sh"

# record COMMAND …: what it does to ./disk, as ./states; it succeeds.
record() {
  mkdir -p disk
  cp -a disk before
  RECORD_LOG=$PWD/log RECORD_BELOW=$PWD/disk LD_PRELOAD=$build/tests/faults/librecord_calls.so \
    ASAN_OPTIONS=verify_asan_link_order=0 "$@" >first 2>&1 </dev/null ||
    { cat first >&2; broken "not done in the first place: $*"; }
  "$root/tests/faults/replay.py" log "$PWD/disk" before states || broken "no states"
}

# in_each_state JUDGE …: with ./disk as it was left and, in $state, the name of that. Of many states
# in some thirty.
in_each_state() {
  local states=(states/*) stride i
  stride=$(one_in $((1 + ${#states[@]} / 30)))
  for ((i = $(first_of "$stride") - 1; i < ${#states[@]}; i += stride)); do
    state=${states[i]}
    rm -rf disk && cp -a "$state" disk
    "$@"
  done
  last=${states[-2]} # the whole log, and only what was synced
  rm -rf disk && cp -a "$last" disk
}
lost() { cat first second >&2; find disk -type f -size -1k >&2; broken "$state: $*"; }

# A program that does not start says in a sentence what to do; it never dies.
refused_in_words() { [ "$1" -lt 126 ] && [ -s second ] && [ "$(wc -l <second)" -le 2 ]; }
# starts COMMAND …: or says so.
starts() {
  local status=0
  "$@" >second 2>&1 </dev/null || status=$?
  [ $status = 0 ] || refused_in_words $status || lost "neither starts nor says what to do ($status): $*"
  return $status
}
# given_again COMMAND …: the status it ends with is in $again.
given_again() {
  again=0
  "$@" >second 2>&1 </dev/null || again=$?
}

# --- keys ------------------------------------------------------------------------------------------

one_is_whole() { keys list --dir disk/keys --json 2>/dev/null | jq -e ".keys | length == $1" >/dev/null; }

one_key_comes_of_it() {
  starts keys list --dir disk/keys || true
  given_again "${command[@]}"
  [ $again = 0 ] || [ $again = 73 ] || lost "$again: ${command[*]}"
  one_is_whole 1 || lost "no whole key"
  keys show disk/keys/a.key >second 2>&1 </dev/null || lost "it cannot be shown"
}

a_key_whose_making_lost_power_is_made_by_the_same_command() {
  command=("$build/keys/tongxing-keys" generate --use issue --area "$area" --no-passphrase --dir disk/keys a)
  record "${command[@]}"
  in_each_state one_key_comes_of_it
  one_is_whole 1 || lost "what was made is gone"
}

one_list_comes_of_it() {
  starts keys list --dir disk/keys || lost "the keys are lost"
  given_again "${command[@]}"
  [ $again = 0 ] || lost "$again: ${command[*]}"
}

a_list_whose_signing_lost_power_is_signed_by_the_same_command() {
  keys generate --use root --no-passphrase --dir disk/keys a >kept.log 2>&1 </dev/null || broken "no root"
  command=("$build/keys/tongxing-keys" trust --dir disk/keys)
  record "${command[@]}"
  in_each_state one_list_comes_of_it
  [ -s disk/keys/trust.cose ] || lost "what was signed is gone"
}

# --- the server --------------------------------------------------------------------------------------

status_of_server() { server --lang en status --data disk/server; }

an_office_comes_of_it() {
  starts status_of_server && return
  [ ! -d disk/server ] || grep -q init second || lost "does not name init"
  given_again "${command[@]}"
  [ $again = 0 ] || lost "$again: ${command[*]}"
  starts status_of_server || lost "no office"
}

an_init_that_lost_power_is_done_by_the_same_command() {
  make_keys
  command=("$build/server/tongxing-server" --lang en init --data disk/server --area "$area"
    --trust keys/trust.cose --keys signing --demo)
  record "${command[@]}"
  in_each_state an_office_comes_of_it
  starts status_of_server || lost "the office is gone"
}

the_office_publishes_again() {
  starts status_of_server || lost "the office is lost"
  given_again "${command[@]}"
  [ $again = 0 ] || lost "$again: ${command[*]}"
}
published() { server status --data disk/server --json 2>/dev/null </dev/null | jq -cS '[.. | objects | .seq? // empty]'; }

a_publication_that_lost_power_is_done_by_the_same_command() {
  make_server
  fill_server 20
  server suspend --data server 3 --ground B1 --evidence 1 >>server.log 2>&1 </dev/null
  mkdir disk && mv server disk/
  command=("$build/server/tongxing-server" publish --data disk/server)
  record "${command[@]}"
  local after
  after=$(published)
  in_each_state the_office_publishes_again
  [ "$(published)" = "$after" ] || lost "what was published is gone"
}

holds_everybody() { [ "$(server residents --data disk/server --json </dev/null 2>/dev/null | jq '.residents | length')" = 3 ]; }
the_office_is_restored() {
  if ! starts status_of_server; then
    [ ! -d disk/server ] || grep -qE 'init|restore' second || lost "does not name what to do"
    given_again "${command[@]}"
    [ $again = 0 ] || lost "$again: ${command[*]}"
    starts status_of_server || lost "no office"
  fi
  holds_everybody || lost "an office without its people"
}

a_restore_that_lost_power_is_done_by_the_same_command() {
  command -v age >/dev/null || { echo "skipped: age is not installed"; return; }
  make_server
  fill_server 3
  ends_with 0 server backup --data server --new-key backup.key
  ends_with 0 server backup --data server --to backups --json
  command=("$build/server/tongxing-server" --lang en restore "$(jq -r .file out)" --data disk/server
    --key backup.key --keep-generations)
  record "${command[@]}"
  in_each_state the_office_is_restored
  starts status_of_server && holds_everybody || lost "what was restored is gone"
}

# --- a gate ----------------------------------------------------------------------------------------

status_of_this_gate() { gate --lang en status --dir disk/gate; }

a_gate_comes_of_it() {
  starts status_of_this_gate && return
  given_again "${command[@]}"
  [ $again = 0 ] || lost "$again: ${command[*]}"
  starts status_of_this_gate || lost "no gate"
}

a_gate_whose_init_lost_power_is_made_by_the_same_command() {
  make_keys
  command=("$build/gate-client/tongxing-gate" init --dir disk/gate --area "$area" --kind pedestrian
    --direction in --root "$(root_hash)" --trust keys/trust.cose)
  record "${command[@]}"
  in_each_state a_gate_comes_of_it
  starts status_of_this_gate || lost "the gate is gone"
}

serve_tls() {
  port=$(free_port)
  until [ "${tls_port:=$(free_port)}" != "$port" ]; do unset tls_port; done
  launch server.log "$build/server/tongxing-server" serve --data server --listen "127.0.0.1:$port" \
    --tls-listen "127.0.0.1:$tls_port" --demo
  await 15 listens || { cat server.log >&2; broken "the server does not listen"; }
}
draw_code() {
  code=$(server gate enrol --data server "$area" --url "https://127.0.0.1:$tls_port" --json \
    2>>server.log </dev/null | jq -r .text)
}

enrol() { "$build/gate-client/tongxing-gate" --lang en enrol "$code" --dir disk/gate --name east-gate; }

# The server gave the code away, and says so: the same key is taken by the next one.
a_gate_is_enrolled() {
  starts status_of_this_gate && return
  given_again enrol
  [ $again = 69 ] && grep -q 'draw another' second || lost "$again: not refused in words"
  draw_code
  given_again enrol
  [ $again = 0 ] || lost "$again: not enrolled"
  starts status_of_this_gate || lost "no gate"
}

a_gate_whose_enrolment_lost_power_is_enrolled_by_another_code() {
  make_server
  serve_tls
  draw_code
  record "$build/gate-client/tongxing-gate" enrol "$code" --dir disk/gate --name east-gate
  in_each_state a_gate_is_enrolled
  starts status_of_this_gate || lost "the enrolled gate is gone"
}

decides() { gate decide --dir disk/gate "$(sed -n 1p texts)" --json >answer 2>second </dev/null; jq -e .verdict answer >/dev/null 2>&1; }
the_gate_decides() {
  starts status_of_this_gate || lost "the gate is lost"
  decides || lost "it decides nothing"
  given_again "${command[@]}"
  [ $again = 0 ] || lost "$again: ${command[*]}"
  decides && jq -e '.verdict == "allow"' answer >/dev/null || { cat answer >&2; lost "its news are lost"; }
}

a_gate_whose_sync_lost_power_decides_by_what_it_has_and_syncs_again() {
  make_server
  fill_server 3
  cut -f2 texts.tsv >texts
  serve
  make_gate
  mkdir disk && mv gate disk/
  command=("$build/gate-client/tongxing-gate" sync --dir disk/gate)
  record "${command[@]}"
  in_each_state the_gate_decides
  decides && jq -e '.verdict == "allow"' answer >/dev/null || lost "what was fetched is gone"
}

keep a_key_whose_making_lost_power_is_made_by_the_same_command \
  a_list_whose_signing_lost_power_is_signed_by_the_same_command \
  an_init_that_lost_power_is_done_by_the_same_command \
  a_publication_that_lost_power_is_done_by_the_same_command \
  a_restore_that_lost_power_is_done_by_the_same_command \
  a_gate_whose_init_lost_power_is_made_by_the_same_command \
  a_gate_whose_enrolment_lost_power_is_enrolled_by_another_code \
  a_gate_whose_sync_lost_power_decides_by_what_it_has_and_syncs_again
