#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A server and gates that never meet over a network: somebody walks between them with a stick.
source "$(dirname "$0")/../promises.sh"
source "$(dirname "$0")/../community.sh"
source "$(dirname "$0")/scene.sh"

# open_yard N: a server with N residents that listens nowhere, ./texts, ./gate, and an empty ./stick.
open_yard() {
  port=9
  make_server
  fill_server "$1"
  cut -f2 texts.tsv >texts
  make_gate
  mkdir stick
}
# register NAME: another gate, in ./NAME.
register() {
  gate init --dir "$1" --area $area --kind pedestrian --direction in --root "$(root_hash)" \
    --trust-seq 0 >"$1.pub" 2>>gate.log </dev/null || broken "no gate $1"
  server gate add --data server $area "$1" "$(head -n 1 "$1.pub")" >>server.log 2>&1 </dev/null ||
    broken "$1 is not registered"
}
# happens DIR TEXT…: a gate at rest sees these, one after the other.
happens() {
  local dir=$1
  shift
  printf '%s\n' "$@" | gate run --alone --dir "$dir" --json stdin: >>answers 2>>gate.log
}
id_of() { gate status --dir "$1" --json </dev/null | jq -r .gate; }

at_the_office() { ends_with "$1" server --data server --json usb stick; }
at_the_gate() { ends_with 0 gate --lang en usb stick --dir "${1:-gate}"; }
office_says() { jq -e "$1" out >/dev/null || { cat out err >&2; broken "the office does not say $1"; }; }

told_by_the_gate() { gate journal --dir gate --json </dev/null | jq -c '[.seq, .at, .area, .index, .reason, .list_seq]'; }
told_by_the_server() {
  server events --data server --json </dev/null |
    jq -c '.events | sort_by(.seq) | .[] | [.seq, .at, .area, .index, .reason, .list_seq]'
}
both_tell_the_same() {
  told_by_the_gate >of_the_gate
  told_by_the_server >of_the_server
  [ "$(wc -l <of_the_server)" = "$1" ] || broken "not $1 events arrived"
  cmp of_the_gate of_the_server || { diff of_the_gate of_the_server | head -n 4 >&2; broken "they differ"; }
}
picture_of() { find "$@" -type f -printf '%p %s %T@\n' | sort; }

news_and_journal_travel_by_stick_alone() {
  open_yard 3
  at_the_office 0
  office_says '.taken == 0 and .written == 4 and .there == 0'
  at_the_gate
  says "4 objects taken"
  happens gate "https://example.org/" "$(sed -n 1p texts)" "$(sed -n 2p texts)"
  [ "$(jq -s 'map(.verdict) == ["deny", "allow", "allow"]' answers)" = true ] || { cat answers >&2; broken "it did not decide by the stick"; }
  at_the_gate
  says "3 events written"
  at_the_office 0
  office_says '.taken == 1 and .events == 3 and .refused == []'
  both_tell_the_same 3
}

# Nobody stops a service, neither at the gate nor in the office.
a_stick_is_held_to_a_gate_and_a_server_that_run() {
  open_yard 3
  unset port
  serve
  work_gate --alone
  show_person 1
  answered '.name == "no_trust_list"'
  at_the_office 0
  at_the_gate
  says "4 objects taken"
  show_person 2
  answered '.verdict == "allow"'
  server suspend --data server --ground B1 --evidence lost "$(sed -n 3p texts.tsv | cut -f1)" >>server.log 2>&1 </dev/null
  server publish --data server >>server.log 2>&1 </dev/null
  at_the_gate
  says "2 events written"
  at_the_office 0
  office_says '.events == 2 and .written >= 1'
  at_the_gate
  show_person 3
  answered '.name == "suspended"'
  at_the_gate
  at_the_office 0
  office_says '.events == 1'
  both_tell_the_same 3
}

the_same_stick_twice_changes_nothing() {
  open_yard 2
  at_the_office 0
  at_the_gate
  happens gate "$(sed -n 1p texts)"
  at_the_gate
  at_the_office 0
  picture_of stick/tongxing/v1 gate/objects >before
  local _
  for _ in 1 2; do
    at_the_office 0
    office_says '.taken == 0 and .same == 1 and .events == 0 and .written == 0 and .there == 4'
    at_the_gate
    says "0 objects taken, 4 held already"
  done
  picture_of stick/tongxing/v1 gate/objects | cmp - before || broken "something was written again"
  both_tell_the_same 1
}

what_is_forged_cut_off_or_of_a_stranger_is_refused_by_name_and_the_rest_arrives() {
  open_yard 1
  register cut
  register forged
  register shut
  gate init --dir stranger --area $area --kind pedestrian --direction in --root "$(root_hash)" \
    --trust-seq 0 >>gate.log 2>&1 </dev/null
  local g
  # shellcheck disable=SC2046 # words
  happens cut $(seq -f 'https://example.org/%g' 1005)
  for g in forged shut stranger gate; do happens "$g" "https://example.org/"; done
  for g in cut forged shut stranger gate; do at_the_gate "$g"; done
  server gate remove --data server shut >>server.log 2>&1 </dev/null
  local journal=stick/tongxing/journal
  truncate -s -100 "$journal/$(id_of cut)/1.cose"
  printf 'forged' | dd of="$journal/$(id_of forged)/1.cose" bs=1 seek=80 conv=notrunc status=none
  at_the_office 1
  office_says '.taken == 1 and .events == 1 and (.refused | length) == 5'
  local reasons="cut/1 malformed
cut/1001 conflict
forged/1 bad_signature
shut/1 key_revoked
stranger/1 unknown_key"
  jq -r '.refused[] | "\(.file) \(.reason)"' out | sed "s|^$journal/||; s|\.cose||;
    $(for g in cut forged shut stranger; do echo "s|$(id_of $g)|$g|;"; done)" | sort >named
  [ "$(cat named)" = "$reasons" ] || { cat named >&2; broken "not every file was named by its reason"; }
  both_tell_the_same 1
  ends_with 1 server --lang en --data server usb stick
  says "$journal/$(id_of cut)/1001.cose: Events are missing before it: it should begin with number 1." \
    "0 batches taken (0 events), 1 held already, 5 files refused"
  ends_with 1 server --lang zh --data server usb stick
  says "签名的门禁已停用" "拒收5个文件"
}

a_stick_that_is_not_there_is_not_made_up() {
  open_yard 1
  ends_with 66 server --lang en --data server usb nowhere
  says "is the stick mounted?"
  ends_with 66 gate --lang en usb nowhere --dir gate
  says "is the stick mounted?"
  [ ! -e nowhere ] || broken "a folder was made"
}

keep news_and_journal_travel_by_stick_alone \
  a_stick_is_held_to_a_gate_and_a_server_that_run \
  the_same_stick_twice_changes_nothing \
  what_is_forged_cut_off_or_of_a_stranger_is_refused_by_name_and_the_rest_arrives \
  a_stick_that_is_not_there_is_not_made_up
