#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The server killed with no warning, again and again: what it acknowledged is there, and once.
source "$(dirname "$0")/../integration/promises.sh"
source "$root/tests/integration/community.sh"

rounds=${TONGXING_ROUNDS:-12}

nap() { sleep "0.$(shuf -i 05-60 -n 1 | xargs printf '%02d')"; }

# Re-issues one after another through the running server, and notes those it said yes to.
reissue_on_and_on() {
  local i
  for i in $(seq "$1" "$2"); do
    [ ! -e enough ] || return 0
    server reissue --data server "$i" --json >one.json 2>>issue.log </dev/null || continue
    jq -r '.passes[0] | "\(.index) \(.generation)"' one.json >>acknowledged
  done
}

a_pass_that_was_acknowledged_survives_every_kill() {
  make_server
  fill_server 1000
  allow_many passes $((rounds * 100))
  local round issuing
  : >acknowledged
  for round in $(seq 0 $((rounds - 1))); do
    serve
    reissue_on_and_on $((round * 100)) $((round * 100 + 99)) &
    issuing=$!
    nap
    halt "$server_pid" KILL
    touch enough
    wait $issuing || true
    rm enough
  done
  [ -s acknowledged ] || broken "nothing was acknowledged"
  echo "$(wc -l <acknowledged) acknowledged in $rounds lives"
  server residents --data server --json >residents.json
  jq -r '.residents[] | "\(.index) \(.generation)"' residents.json | sort >now
  [ "$(sort acknowledged | comm -23 - now | wc -l)" = 0 ] || broken "an acknowledged pass is gone"
  [ "$(jq '[.residents[] | select(.passes > 2)] | length' residents.json)" = 0 ] ||
    broken "a pass was issued twice"
  server audit verify --data server >audit.log 2>&1 || { cat audit.log >&2; broken "the audit chain"; }
}

# What the gate answered, and what the server was told: the gate itself forgets what was acknowledged.
answered_rows() { jq -c -S '{at, verdict, reason, index: .pass.index}' answers; }
server_rows() {
  server events --data server --json | jq -c -S '.events | sort_by(.seq)[] | {at, verdict, reason, index}'
}

# Fifty people come; while their rows are sent, the server dies.
come_and_send() {
  local texts
  mapfile -t texts < <(sed -n "$(($1 * 50 + 1)),$(($1 * 50 + 50))p" texts)
  gate decide --dir gate --record --json "${texts[@]}" >>answers 2>>gate.log || true
  gate sync --dir gate >>gate.log 2>&1 &
  local sending=$!
  sleep "0.0$(shuf -i 0-9 -n 1)"
  halt "$server_pid" KILL
  wait $sending || true
}

a_gates_journal_arrives_once_and_whole_through_every_kill() {
  make_server
  fill_server $((rounds * 50 + 50))
  cut -f2 texts.tsv >texts
  serve
  make_gate
  gate sync --dir gate >>gate.log 2>&1
  local round
  for round in $(seq 0 $((rounds - 1))); do
    come_and_send "$round"
    serve
  done
  gate sync --dir gate >>gate.log 2>&1
  answered_rows >answered && server_rows >arrived
  echo "$(wc -l <answered) events through $rounds lives of the server"
  [ "$(wc -l <answered)" = $((rounds * 50)) ] || { tail gate.log >&2; broken "the gate gave no answer"; }
  diff answered arrived
}

# Results of everybody in the roster, as a laboratory sends them.
results_of_all() {
  echo 'id_number,field,value,source,observed_at'
  tail -n +2 roster.csv | cut -d, -f3 | sed "s/.*/&,test,negative,lab,$(($(date +%s) - 3600))/"
}

end_is_done() { [ "$(server closing list --data server --json | jq '.closings[0].done_at')" != 0 ]; }

an_end_that_is_killed_on_the_way_deletes_and_counts_each_row_once() {
  make_server
  fill_server 3000
  results_of_all >results.csv
  server feed --data server results.csv >feed.log 2>&1 </dev/null || { cat feed.log >&2; broken "no results"; }
  ends_with 0 server closing ask --data server --reason "〔2026〕9号" --json
  server closing count --data server --json >before # here: a command behind the second's ends it by itself
  ends_with 0 desk --login street --password-file street.password request second "$(jq .request.id out)"
  local round
  for round in $(seq "$rounds"); do
    serve
    nap
    halt "$server_pid" KILL
  done
  echo "$(server closing list --data server --json | jq -c '.closings[0].deleted | map(.rows)') after $round lives"
  serve
  await 60 end_is_done || { cat server.log >&2; broken "the end does not come"; }
  server closing list --data server --json >after
  rows='map(select(.kind != "lists")) | map({kind, rows})'
  jq ".now.deleted | $rows | map(if .kind == \"requests\" then .rows += 1 else . end)" before >counted # its own
  jq ".closings[0].deleted | $rows" after >deleted
  [ "$(jq '.[] | select(.kind == "statements").rows' counted)" = 3000 ]
  diff counted deleted
  ends_with 0 server closing statement $area end.cose --data server
  ends_with 0 server closing verify end.cose --data server
  [ "$(server residents --data server --json | jq '[.residents[] | select(.test != "none")] | length')" = 0 ]
  ends_with 0 server audit verify --data server
}

keep a_pass_that_was_acknowledged_survives_every_kill \
  a_gates_journal_arrives_once_and_whole_through_every_kill \
  an_end_that_is_killed_on_the_way_deletes_and_counts_each_row_once
