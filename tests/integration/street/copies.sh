#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A gate's folder that lives twice: put back from the image of its card, written to two boxes, copied
# to a new one, its journal put aside. The copies number on alike, and nobody who passed goes missing.
source "$(dirname "$0")/../promises.sh"
source "$(dirname "$0")/../community.sh"
source "$(dirname "$0")/scene.sh"

people=12

text() { sed -n "$1p" texts; }
# happens DIR WHO…: a gate at rest sees these residents, one after the other.
happens() {
  local dir=$1 who
  shift
  for who in "$@"; do text "$who"; done | gate run --alone --dir "$dir" --json stdin: >>answers 2>>gate.log
}
sends() { gate sync --dir "$1" >>gate.log 2>&1 </dev/null || { tail -n 5 gate.log >&2; broken "$1 does not sync"; }; }
# image DIR COPY: as a card is read, with the machine off.
image() {
  rm -rf "$2"
  cp -r "$1" "$2"
  rm -f "$2/lock" "$2/gate.sock"
}

events() { server events --data server --json </dev/null; }
# the_office_has WHO…: these passed, each once, under numbers without a hole, and nothing is called lost.
the_office_has() {
  events >events.json
  jq -r '.events[] | select(.verdict == "allow") | .index + 1' events.json | sort -n >came
  printf '%s\n' "$@" | sort -n >shown
  cmp -s shown came || { diff shown came >&2; broken "not everybody who passed is there once"; }
  jq -e '([.events[].seq] | sort) == [range(1; (.events | length) + 1)]' events.json >/dev/null ||
    { jq -c '[.events[].seq]' events.json >&2; broken "numbers with holes, or twice"; }
  jq -e '.gaps == []' events.json >/dev/null || broken "a gap was declared"
}
# What is acknowledged is erased: nothing is left that the office does not have.
all_is_sent() {
  local dir
  for dir in "$@"; do
    sends "$dir"
    [ -z "$(gate journal --dir "$dir" --json </dev/null)" ] || broken "events of $dir wait"
  done
}

a_gate_put_back_from_its_image_loses_nobody() {
  open_street $people
  happens gate 1
  sends gate
  image gate card
  happens gate 2 3 4
  sends gate
  image card gate
  happens gate 5 6 7
  all_is_sent gate
  the_office_has 1 2 3 4 5 6 7
  happens gate 8
  all_is_sent gate
  the_office_has 1 2 3 4 5 6 7 8
}

# What was not sent when the image was taken came from the old card, too.
what_the_image_held_unsent_arrives_once() {
  open_street $people
  happens gate 1
  sends gate
  happens gate 2 3
  image gate card
  happens gate 4
  sends gate
  image card gate
  happens gate 5
  all_is_sent gate
  the_office_has 1 2 3 4 5
}

# run_box DIR: runs with the server, codes come through DIR.codes.
declare -A box_pid box_fd # the boxes share what they inherit: they end when they are told to
run_box() {
  local fd
  mkfifo "$1.codes"
  "$build/gate-client/tongxing-gate" run --dir "$1" --json stdin: <"$1.codes" >>"$1.answers" 2>>"$1.log" &
  box_pid[$1]=$!
  started+=("$!")
  exec {fd}>"$1.codes"
  box_fd[$1]=$fd
}
end_box() {
  halt "${box_pid[$1]}"
}
show_box() { printf '%s\n' "$2" >&"${box_fd[$1]}"; }
answers_of() { [ "$(cat "$1.answers" 2>/dev/null | wc -l)" -ge "$2" ]; }

two_boxes_from_one_image_lose_nobody_while_both_run() {
  open_street $people
  happens gate 1
  sends gate
  image gate east
  image gate west
  run_box east
  run_box west
  local i
  for i in 2 4 6 8 10; do
    show_box east "$(text $i)"
    show_box west "$(text $((i + 1)))"
    sleep 0.5
    [ $i = 4 ] && { sends east; sends west; }
    [ $i = 8 ] && { sends west & sends east; wait $!; }
  done
  await 20 answers_of east 5 || broken "east did not answer"
  await 20 answers_of west 5 || broken "west did not answer"
  end_box east
  end_box west
  all_is_sent east west east
  the_office_has 1 2 3 4 5 6 7 8 9 10 11
}

# The same second, the same foreign code, the same number: the bytes of the two events are the same.
events_alike_byte_for_byte_are_two_when_two_boxes_saw_them() {
  open_street 1
  image gate east
  image gate west
  local now box
  now=$(date +%s)
  for box in east west; do
    gate decide --dir $box --record --now "$now" "https://example.org/" >>gate.log 2>&1 </dev/null || true
  done
  all_is_sent east west
  events >events.json
  [ "$(jq '.events | length' events.json)" = 2 ] || broken "one of two was taken for the other"
  jq -e '.events | map(del(.seq)) | .[0] == .[1]' events.json >/dev/null || broken "they are not alike"
}

a_folder_copied_to_a_new_box_loses_nobody_and_the_old_box_may_come_back() {
  open_street $people
  happens gate 1 2
  sends gate
  image gate new
  happens new 3 4 5
  all_is_sent new
  happens gate 6
  all_is_sent gate
  happens new 7
  all_is_sent new gate
  the_office_has 1 2 3 4 5 6 7
}

a_gate_whose_journal_was_put_aside_goes_on_behind_what_the_office_has() {
  open_street $people
  happens gate 1 2 3
  sends gate
  mkdir aside
  mv gate/journal.db* aside
  happens gate 4 5
  all_is_sent gate
  the_office_has 1 2 3 4 5
}

a_gate_that_put_its_damaged_journal_aside_goes_on_as_well() {
  open_street $people
  happens gate 1 2 3
  sends gate
  printf 'this is no database any more' | dd of=gate/journal.db conv=notrunc status=none
  happens gate 4 5
  ls gate/journal.db.damaged-* >/dev/null || broken "it was not put aside"
  all_is_sent gate
  the_office_has 1 2 3 4 5
}

keep a_gate_put_back_from_its_image_loses_nobody \
  what_the_image_held_unsent_arrives_once \
  two_boxes_from_one_image_lose_nobody_while_both_run \
  events_alike_byte_for_byte_are_two_when_two_boxes_saw_them \
  a_folder_copied_to_a_new_box_loses_nobody_and_the_old_box_may_come_back \
  a_gate_whose_journal_was_put_aside_goes_on_behind_what_the_office_has \
  a_gate_that_put_its_damaged_journal_aside_goes_on_as_well
