#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A gate whose clock lost its battery, or was set by hand: it says so, decides by the table, and
# believes the server's Date.
source "$(dirname "$0")/../integration/promises.sh"
source "$root/tests/integration/community.sh"
source "$root/tests/integration/street/scene.sh"

year_s=$((365 * 86400))

set_clock() { printf '%-32s' "$1" 1<>offset; }
work_gate_by_that_clock() {
  STREET_CLOCK=$PWD/offset LD_PRELOAD=$build/tests/faults/libstreet_clock.so \
    ASAN_OPTIONS=verify_asan_link_order=0 work_gate
}
the_clock_is_believed() { status_says '.clock_unsure | not'; }
the_clock_is_doubted() { status_says '.clock_unsure'; }

# A gate that worked for a moment with a right clock and wrote the time down, now off, its server gone.
make_rested_gate() {
  open_street 3
  set_clock 0
  work_gate_by_that_clock
  show_person 1
  answered '.verdict == "allow" and (.clock_unsure | not)'
  sleep 0.3
  rest_gate
  halt "$server_pid"
}

# doubts_until_the_server_speaks [REASON]: clock_unsure stands in the place of a yes only.
doubts_until_the_server_speaks() {
  work_gate_by_that_clock
  show_person 2
  answered ".clock_unsure and .name == \"${1:-clock_unsure}\" and .verdict == \"review\""
  gate --lang en status --dir gate </dev/null | grep -qF 'clock: not trusted' ||
    broken "the status does not say so"
  serve
  gate sync --dir gate >>gate.log 2>&1 </dev/null
  await 15 the_clock_is_believed || { cat status.json >&2; broken "the Date of the server changes nothing"; }
  show_person 3
  answered '.verdict == "allow" and (.clock_unsure | not)'
  local off=$(($(tail -n 1 answers | jq .at) - $(date +%s)))
  [ ${off#-} -le 5 ] || broken "$off s off"
}

a_gate_that_wakes_in_1970_asks_the_guard_until_the_server_tells_the_time() {
  make_rested_gate
  set_clock "-$(date +%s)"
  doubts_until_the_server_speaks
}

a_gate_that_wakes_a_year_ahead_asks_the_guard_until_the_server_tells_the_time() {
  make_rested_gate
  set_clock $year_s
  doubts_until_the_server_speaks no_policy
}

a_gate_that_wakes_a_year_back_asks_the_guard_until_the_server_tells_the_time() {
  make_rested_gate
  set_clock "-$year_s"
  doubts_until_the_server_speaks
}

a_clock_that_jumps_while_people_come_is_noticed_and_forgiven_when_it_comes_back() {
  make_rested_gate
  work_gate_by_that_clock
  set_clock 7200
  show_person 1
  answered .clock_unsure
  await 5 the_clock_is_doubted || broken "the status does not know"
  await 5 grep -q 'clock: not trusted' gate.log || broken "the jump is not said"
  set_clock 0
  show_person 2
  answered '.verdict == "allow" and (.clock_unsure | not)'
  await 5 grep -q 'clock: trusted again' gate.log || broken "its end is not said"
}

keep a_gate_that_wakes_in_1970_asks_the_guard_until_the_server_tells_the_time \
  a_gate_that_wakes_a_year_ahead_asks_the_guard_until_the_server_tells_the_time \
  a_gate_that_wakes_a_year_back_asks_the_guard_until_the_server_tells_the_time \
  a_clock_that_jumps_while_people_come_is_noticed_and_forgiven_when_it_comes_back
