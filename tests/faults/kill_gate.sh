#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The gate killed with no warning while people come: it starts again, its journal has no hole and no
# row twice, and the server gets all of it.
source "$(dirname "$0")/../integration/promises.sh"
source "$root/tests/integration/community.sh"

rounds=${TONGXING_ROUNDS:-10}

# Forty people in a second, and once some of them have their answer the plug is pulled.
rush_and_pull() {
  local some=$(($(wc -l <answers) + $(shuf -i 1-15 -n 1))) until=$((SECONDS + 10))
  run_gate
  sed -n "$(($1 * 40 + 1)),$(($1 * 40 + 40))p" texts | while read -r text; do
    printf '%s\n' "$text" >&9 2>/dev/null || break
    sleep 0.01
  done &
  local coming=$!
  until answers_reach $some || [ $SECONDS -ge $until ]; do sleep 0.01; done
  halt "$gate_pid" KILL
  wait $coming 2>/dev/null || true
  exec 9>&-
}

a_gate_killed_in_a_rush_starts_again_with_a_whole_journal() {
  make_server
  fill_server $((rounds * 40))
  cut -f2 texts.tsv >texts
  serve
  make_gate
  gate sync --dir gate >>gate.log 2>&1
  trap '' PIPE
  local round
  : >answers
  for round in $(seq 0 $((rounds - 1))); do rush_and_pull "$round"; done
  gate sync --dir gate >>gate.log 2>&1 || { tail gate.log >&2; broken "the gate does not start again"; }
  server events --data server --json >events.json
  echo "$(jq '.events | length' events.json) events of $(wc -l <answers) answers in $rounds lives"
  [ "$(jq '.events | length' events.json)" -gt "$rounds" ] || broken "hardly anybody came"
  jq -e '(.events | map(.seq) | sort) == [range(1; (.events | length) + 1)]' events.json >/dev/null ||
    broken "the numbers have a hole"
  jq -e '.gaps == []' events.json >/dev/null || broken "a gap was declared"
  jq -r '.events[] | "\(.at) \(.index)"' events.json | sort | uniq -d >twice
  [ ! -s twice ] || broken "somebody came twice"
  # The last answer of a life may have been cut off on its way to us.
  jq -R -r 'fromjson? | .pass.index' answers | sort >answered
  jq -r '.events[].index' events.json | sort | comm -13 answered - >unheard
  [ "$(wc -l <unheard)" -le "$rounds" ] || broken "rows that were never answered"
}

keep a_gate_killed_in_a_rush_starts_again_with_a_whole_journal
