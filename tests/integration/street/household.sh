#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# One outing a household and day, at two gates that cannot hear each other: only the server tells.
source "$(dirname "$0")/../promises.sh"
source "$(dirname "$0")/../community.sh"
source "$(dirname "$0")/scene.sh"

one_outing_a_household() {
  allow_everybody | jq '.orders[0].rules[0] |= . + {topic: "household",
    logic: {"<": [{"var": "history.household_exits"}, 1]}, applies: {directions: ["out"]}}'
}

# ./gate and ./west, no --peers. Persons 1 to 3 are of one household, 4 of the next door.
open_two_gates() {
  open_street 8
  mv gate west
  mv gate.pub west.pub
  make_gate
  one_outing_a_household >policy.json
  publish_policy policy.json
  gate sync --dir west >>gate.log 2>&1 </dev/null
}
goes_out_in_the_west() {
  sed -n "$1p" texts | gate run --dir west --json out=stdin: >west.answer 2>>gate.log
  jq -e '.verdict == "allow"' west.answer >/dev/null || { cat west.answer >&2; broken "not let out"; }
}
the_server_has() { [ "$(server events --data server --json </dev/null | jq '.events | length')" = "$1" ]; }
a_round_is_over() { status_says '.sync.rounds >= 1'; }

# As work_gate does, but people go out.
work_gate_out() {
  mkfifo codes
  "$build/gate-client/tongxing-gate" run --dir gate --json out=stdin: <codes >>answers 2>>gate.log &
  gate_pid=$!
  started+=("$gate_pid")
  exec 9>codes
  await 20 a_round_is_over || { cat gate.log >&2; broken "no news came"; }
  sleep 1.2
}

an_outing_at_another_gate_that_only_the_server_told_of_uses_up_the_households_day() {
  open_two_gates
  goes_out_in_the_west 1
  await 10 the_server_has 1 || broken "the server was not told"
  work_gate_out
  show_person 2
  answered '.name == "rule_failed"'
  show_person 4
  answered '.verdict == "allow"'
}

a_household_that_did_not_go_out_may() {
  open_two_gates
  goes_out_in_the_west 4
  await 10 the_server_has 1 || broken "the server was not told"
  work_gate_out
  show_person 2
  answered '.verdict == "allow"'
}

keep an_outing_at_another_gate_that_only_the_server_told_of_uses_up_the_households_day \
  a_household_that_did_not_go_out_may
