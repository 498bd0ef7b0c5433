#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The eye killed a hundred times in a rush of a thousand people: nobody notices.
source "$(dirname "$0")/../integration/promises.sh"
source "$root/tests/integration/community.sh"
source "$root/tests/integration/street/scene.sh"

residents=40 # each comes so often
rounds=25
kills=${TONGXING_KILLS:-100}

# Every third of them was suspended: a rush in which all are admitted would hide a wrong verdict.
suspend_every_third() {
  local person
  for person in $(seq 3 3 $residents); do
    server suspend --data server $((person - 1)) --ground B1 --evidence 1 >>server.log 2>&1 </dev/null ||
      { tail server.log >&2; broken "cannot be suspended"; }
  done
  server publish --data server >>server.log 2>&1 </dev/null
}

# Their pictures, as small as a camera's part that has a code in it: 001.png is the first one's.
take_pictures() {
  mkdir pictures seen
  local person
  for person in $(seq $residents); do
    camera --text "$(sed -n "${person}p" texts)" --ppm 3 --size 480x360 --seed "$person" \
      --out "pictures/$(printf %03d "$person").png" || broken "no picture"
  done
}

# One that is dead and not yet buried is still listed: only another one counts.
kill_the_eye_again_and_again() {
  local killed=0 eye last=
  while [ $killed -lt "$kills" ]; do
    eye=$(pgrep -P "$gate_pid" -x tongxing-decode) || true
    if [ "$eye" != "$last" ] && kill -KILL "$eye" 2>/dev/null; then
      last=$eye
      killed=$((killed + 1))
    fi
    sleep 0.15
  done
}

# All of them walk past; then time moves on, so that each is somebody new.
all_walk_past() {
  cp pictures/* seen/
  await 30 answers_reach $(($1 * residents)) ||
    { status_of_gate >&2; broken "somebody is missing in round $1: $(count_answers)"; }
  move_time 60
  await 5 status_says ".now == $((start + $1 * 60))" || broken "time stands still"
}

the_eye_killed_a_hundred_times_in_a_rush_of_a_thousand_costs_nobody_a_verdict() {
  open_street $residents
  suspend_every_third
  take_pictures
  gate sync --dir gate >>gate.log 2>&1 </dev/null
  start=$(date +%s)
  work_gate --alone --now "$start" folder:seen
  kill_the_eye_again_and_again &
  local killer=$! round
  started+=("$killer")
  for round in $(seq $rounds); do all_walk_past "$round"; done
  status_says '.loop.eye_restarts > 0 and .loop.unreadable == 0' || { cat status.json >&2; broken "somebody was not seen"; }
  while kill -0 $killer 2>/dev/null; do # until it has killed enough of them
    cp pictures/001.png seen/
    sleep 0.1
  done
  status_says ".loop.eye_restarts >= $((kills - 1))" || { cat status.json >&2; broken "restarts are not counted"; }
  jq -r '"\(.source) \(.pass.index) \(.verdict)"' answers | head -n $((rounds * residents)) | sed 's/.*\///' | sort | uniq -c | awk '{$1=$1};1' >was
  expected_verdicts | sort -k2 >should
  sort -k2 was | cmp -s - should || { sort -k2 was | diff - should | head >&2; broken "a wrong verdict"; }
  echo "$(wc -l <answers) people, $(jq .loop.eye_restarts status.json) lives of the eye"
}

expected_verdicts() {
  local person
  for person in $(seq $residents); do
    printf '%s %03d.png %s %s\n' "$rounds" "$person" $((person - 1)) \
      "$([ $((person % 3)) = 0 ] && echo deny || echo allow)"
  done
}

keep the_eye_killed_a_hundred_times_in_a_rush_of_a_thousand_costs_nobody_a_verdict
