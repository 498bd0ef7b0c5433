#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A city's database that fails over while two servers issue passes: Debian's Patroni with etcd and
# HAProxy in front. Whatever dies, stops or is switched: writes go on within the goal, nothing that
# was acknowledged is lost, and nobody is issued twice. scripts/soak failover runs it.
source "$(dirname "$0")/../integration/promises.sh"
source "$(dirname "$0")/../integration/community.sh"
source "$(dirname "$0")/cluster.sh"
cluster_there || { echo "skipped: patroni, etcd-server, haproxy and postgresql are not all installed"; exit 77; }

clients=8

# start_servers: ./server and ./other, as on two machines.
start_servers() {
  local name k=(--database "$there")
  make_keys
  {
    server init "${k[@]}" --data server --area $area --trust keys/trust.cose --keys signing --demo &&
      city roster --residents $clients >roster.csv &&
      server import "${k[@]}" --data server roster.csv
  } >server.log 2>&1 </dev/null || { cat server.log >&2; broken "no office"; }
  cp -r server other
  for name in server other; do
    port=$(free_port)
    launch $name.log "$build/server/tongxing-server" --standby wanted serve --data $name "${k[@]}" \
      --listen "127.0.0.1:$port" --demo
    await 20 listens || { cat $name.log >&2; broken "$name does not listen"; }
  done
}

start_load() {
  "$root/tests/failover/load.py" server/office.sock other/office.sock --area $area \
    --clients $clients --until enough >load.json 2>load.err &
  load_pid=$!
  started+=("$load_pid")
  sleep 3
}

now() { date +%s.%N; }

# end_load AT GOAL: of the load that went on while something happened at a time.
end_load() {
  sleep 3
  touch enough
  wait "$load_pid" || { cat load.err >&2; broken "the load broke off"; }
  rm enough
  jq -c 'del(.times)' load.json
  local gap
  gap=$(jq --argjson at "$1" '.times as $t | [range(1; $t | length) | select($t[.] > $at) | $t[.] - $t[. - 1]] | max' load.json)
  echo "$gap s without an acknowledgement; the goal is $2 s"
  jq -e '.acknowledged | add > 100' load.json >/dev/null || broken "hardly anything was issued"
  jq -e '.kept == .acknowledged' load.json >/dev/null || broken "what was acknowledged and what is kept differ"
  jq -e '.texts == .different' load.json >/dev/null || broken "a pass was given twice"
  jq -en --argjson gap "$gap" --argjson goal "$2" '$gap <= $goal' >/dev/null || broken "writes do not go on in time"
}

begin_all() {
  start_cluster
  start_servers
  start_load
  first=$(primary)
}

writes_go_on_within_5_s_when_the_primary_is_killed() {
  begin_all
  local at
  at=$(now)
  kill -KILL "$(postmaster "$first")"
  await 20 is_primary "$(other "$first")" || broken "nobody takes over"
  end_load "$at" 5
}

# both_say WORDS: their status.
both_say() {
  local name
  for name in server other; do
    "$build/server/tongxing-server" --lang en status --data $name --database "$there" 2>&1 | grep -qF "$1" || return 1
  done
}

writes_go_on_within_25_s_when_a_machine_dies() {
  begin_all
  local at
  at=$(now)
  # shellcheck disable=SC2046
  signal KILL $(of_machine "$first")
  await 40 is_primary "$(other "$first")" || broken "nobody takes over"
  await 10 both_say 'commits are on one machine only' || broken "the servers do not know that they are on one machine"
  start_machine "$first"
  await 90 is_doubled || broken "it does not come back"
  await 10 both_say 'commits are on two machines' || broken "the servers do not know that they are on two machines"
  end_load "$at" 25
}

writes_go_on_within_25_s_when_a_machine_stands_still() {
  begin_all
  local at still
  at=$(now)
  mapfile -t still < <(of_machine "$first")
  signal STOP "${still[@]}"
  await 40 is_primary "$(other "$first")" || broken "nobody takes over"
  sleep 2
  signal CONT "${still[@]}" # it must find out that it is no primary any more
  await 60 is_doubled || broken "it does not come back"
  end_load "$at" 25
}

# Through its cable nothing comes any more, nor is it refused. Who sits at its own side of the cut is
# told nothing that would be lost.
writes_go_on_within_25_s_when_a_machine_is_cut_off_and_there_nothing_is_acknowledged() {
  begin_all
  local at
  at=$(now)
  signal STOP "${cable_pid[$first]}"
  timeout 30 psql -qX -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "${sql_port[$first]}" -U postgres postgres \
    -c 'create table cut_off ()' >cut_off.log 2>&1 && broken "it acknowledges what no other machine has"
  await 40 is_primary "$(other "$first")" || broken "nobody takes over"
  is_primary "$first" && broken "it still takes itself for the primary"
  signal CONT "${cable_pid[$first]}"
  await 90 is_doubled || broken "it does not come back"
  [ "$(psql -qtAX -h 127.0.0.1 -p "${sql_port[$first]}" -U postgres postgres -c "select to_regclass('cut_off') is null")" = t ] ||
    broken "what it did by itself is still there"
  end_load "$at" 25
}

# The one that leads the others, which the primary's Patroni may be speaking to.
writes_go_on_within_5_s_when_an_etcd_dies() {
  begin_all
  local at name leader
  at=$(now)
  for name in "${etcds[@]}"; do
    [ "$(curl -s -m 2 "http://127.0.0.1:${etcd_port[$name]}/metrics" | sed -n 's/^etcd_server_is_leader //p')" = 1 ] && leader=$name
  done
  kill -KILL "${etcd_pid[$leader]}"
  sleep 25 # a lease that nobody renews would end
  is_primary "$first" || broken "the primary is gone with an etcd"
  end_load "$at" 5
}

writes_go_on_within_3_s_when_the_primary_is_switched() {
  begin_all
  local at
  at=$(now)
  curl -s -m 20 "http://127.0.0.1:${rest_port[$first]}/switchover" -d "{\"leader\":\"$first\",\"candidate\":\"$(other "$first")\"}" >switched
  await 20 is_primary "$(other "$first")" || { cat switched >&2; broken "nobody takes over"; }
  end_load "$at" 3
}

writes_go_on_within_10_s_when_the_standby_hangs() {
  begin_all
  local at still
  at=$(now)
  mapfile -t still < <(of_postgres "$(other "$first")")
  signal STOP "${still[@]}"
  sleep 12
  signal CONT "${still[@]}"
  end_load "$at" 10
}

keep ${1:-writes_go_on_within_5_s_when_the_primary_is_killed \
  writes_go_on_within_25_s_when_a_machine_dies \
  writes_go_on_within_25_s_when_a_machine_stands_still \
  writes_go_on_within_25_s_when_a_machine_is_cut_off_and_there_nothing_is_acknowledged \
  writes_go_on_within_5_s_when_an_etcd_dies \
  writes_go_on_within_3_s_when_the_primary_is_switched \
  writes_go_on_within_10_s_when_the_standby_hangs}
