#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Several servers over one PostgreSQL: any of them answers, one of them publishes. And a city whose
# districts have a server and a PostgreSQL each.
source "$(dirname "$0")/promises.sh"
source "$(dirname "$0")/community.sh"
source "$root/scripts/postgres.sh"
pg_there || { echo "skipped: no PostgreSQL is installed"; exit 77; }

start_postgres() {
  chmod 711 .
  pg_make "$PWD/pg"
  pg_start "$PWD/pg"
  started+=("$pg_pid")
  TONGXING_TEST_DATABASE=$(pg_url "$PWD/pg")
}

# start_two: ./server, and ./other, which is another machine's folder for the same office. Ports in
# $ports, processes in $pids, by folder.
declare -A ports pids
start_two() {
  local database=() folder
  find_database --data server
  cp -r server other
  for folder in server other; do
    port=$(free_port)
    launch "$folder.log" "$build/server/tongxing-server" "${database[@]}" serve --data $folder \
      --listen "127.0.0.1:$port" --demo
    ports[$folder]=$port pids[$folder]=$pid
    await 20 listens || { cat $folder.log >&2; broken "$folder does not listen"; }
  done
}

# ask FOLDER METHOD PATH [BODY]: of its socket; the answer in ./answer.FOLDER.
ask() {
  curl -sL -m 20 --unix-socket "$1/office.sock" -o "answer.$1" -w '%{http_code}' -X "$2" \
    -H 'Content-Type: application/json' ${4:+-d "$4"} "http://office$3" || true
}

# add_people FOLDER: twelve, each with a pass, and two more passes for the first; acknowledged
# indexes in ./added.FOLDER.
add_people() {
  local i index
  for i in $(seq 12); do
    [ "$(ask "$1" POST /v1/residents "{\"area\":\"$area\",\"name\":\"张三\",\"unit\":\"9\",\"room\":\"$1 $i\",
      \"id_type\":\"护照\",\"id_number\":\"${1:0:1}$((10000000 + i))\"}")" = 201 ] || { cat "answer.$1"; return 1; }
    index=$(jq .index "answer.$1")
    echo "$index" >>"added.$1"
    [ "$(ask "$1" POST "/v1/residents/$area/$index/passes" '{}')" = 201 ] || { cat "answer.$1"; return 1; }
    [ "$(ask "$1" POST "/v1/residents/$area/0/passes" '{}')" = 201 ] || { cat "answer.$1"; return 1; }
  done
}

sql() { psql -qtAX "${database[1]}" -c "$1"; }

# Whose the chores are, by folder.
chores_of() { sql 'select holder from lease where area = 0' | sed -n "s|.*:$PWD/\([a-z]*\)#.*|\1|p"; }
has_chores() { [ "$(chores_of)" = "$1" ]; }

# Both add people and issue at once.
share_the_work() {
  local database=() waiting folder
  make_server
  fill_server 4
  allow_many add 24
  find_database --data server
  start_two
  add_people server & waiting=$!
  started+=("$waiting")
  add_people other || broken "the second does not add"
  wait $waiting || broken "the first does not add"
  [ "$(cat added.* | sort -n | uniq -d)" = "" ] || { cat added.* >&2; broken "an index was used twice"; }
  [ "$(cat added.* | sort -n | tail -n 1)" = 27 ] || { cat added.* >&2; broken "an index was left out"; }
  [ "$(sql "select count(*), count(distinct n) from issue where idx = 0")" = '25|25' ] ||
    broken "a pass of one was given twice, or is lost"
  for folder in server other; do
    [ "$(ask $folder GET /v1/status)" = 200 ]
    [ "$(jq '.areas[0] | [.residents, .passes]' -c answer.$folder)" = '[28,52]' ] ||
      { cat answer.$folder >&2; broken "$folder does not know what all did"; }
    ends_with 0 "$build/server/tongxing-server" audit verify --data $folder "${database[@]}"
  done
}

any_of_them_answers_and_nothing_is_given_twice() {
  start_postgres
  share_the_work
}

behind_a_pooler_that_shares_sessions_nothing_is_given_twice() {
  command -v pgbouncer >/dev/null || { echo "skipped: pgbouncer is not installed"; return; }
  start_postgres
  pg_pool "$PWD/pg" "$PWD/pool" || broken "no pooler"
  started+=("$pool_pid")
  TONGXING_TEST_DATABASE=$pooled
  share_the_work
  jq -e '.database | endswith("through a pooler")' answer.other >/dev/null
}

# suspend FOLDER INDEX
suspend() {
  [ "$(ask "$1" PUT "/v1/residents/$area/$2/state" '{"state":"suspended","ground":"B1","evidence":"by telephone"}')" = 200 ] ||
    { cat "answer.$1" >&2; broken "$1 does not suspend"; }
}

# gate_refuses GATE INDEX: once it has asked its server.
gate_refuses() {
  gate sync --dir "$1" >>"$1.log" 2>&1 </dev/null || return 1
  gate decide --dir "$1" --json "$(sed -n $(($2 + 1))p texts.tsv | cut -f2)" >decided 2>>"$1.log" || true
  jq -e '.name == "suspended"' decided >/dev/null
}

# make_gate_at FOLDER: ./gate.FOLDER, which knows that server alone, and is registered at the other.
make_gate_at() {
  gate init --dir "gate.$1" --area $area --kind pedestrian --direction in --root "$(root_hash)" \
    --trust-seq 0 --server "http://127.0.0.1:${ports[$1]}" >gate.pub 2>"gate.$1.log" </dev/null
  server gate add --data "$(other_than "$1")" $area "gate-$1" "$(head -n 1 gate.pub)" >>server.log 2>&1 </dev/null
}

other_than() { [ "$1" = server ] && echo other || echo server; }

one_publishes_and_when_it_is_killed_the_other_does() {
  local database=() first second folder
  start_postgres
  make_server
  fill_server 4
  find_database --data server
  start_two
  await 10 eval '[ -n "$(chores_of)" ]' || broken "nobody publishes"
  first=$(chores_of) second=$(other_than "$first")
  for folder in server other; do make_gate_at $folder; done

  suspend "$second" 0 # one takes it down, the other publishes it, both serve it
  for folder in server other; do
    await 10 gate_refuses gate.$folder 0 || { cat gate.$folder.log >&2; broken "$folder serves no list that says so"; }
  done

  kill -STOP "${pids[$first]}"
  await 20 has_chores "$second" || { cat "$second.log" >&2; broken "nobody takes over from who sleeps"; }
  kill -CONT "${pids[$first]}"
  suspend "$first" 1 # it goes on, as one of two
  await 10 gate_refuses "gate.$first" 1 || { cat "$first.log" >&2; broken "who slept does not go on"; }
  has_chores "$second" || broken "it takes back what it lost"

  halt "${pids[$second]}" KILL
  suspend "$first" 2
  await 20 gate_refuses "gate.$first" 2 || { cat "$first.log" >&2; broken "nobody publishes any more"; }
  has_chores "$first"
  [ "$(sql "select count(*) from lease where area <> 0 and holder <> ''")" = 0 ] || broken "a claim is left"
  ends_with 0 server audit verify --data "$first" "${database[@]}"
}

# --- a PostgreSQL a district ----------------------------------------------------------------------

declare -A area_of=([city]=610100000000 [north]=610112001001 [south]=610113001001)

# open_district NAME: an office with a PostgreSQL of its own, the city's order and four people.
open_district() {
  local area=${area_of[$1]}
  chmod 711 .
  pg_make "$PWD/pg-$1" && pg_start "$PWD/pg-$1"
  started+=("$pg_pid")
  TONGXING_TEST_DATABASE=$(pg_url "$PWD/pg-$1")
  city roster --residents 4 >roster.csv
  {
    server init --data "$1" --area "$area" --trust keys/trust.cose --keys "of-$1" --demo &&
      server import --data "$1" roster.csv &&
      server issue --data "$1" --all --out "$1.tsv" &&
      server policy import --data "$1" stick/tongxing/v1/sync/policy/*/* &&
      server publish --data "$1"
  } >>server.log 2>&1 </dev/null || { cat server.log >&2; broken "no $1"; }
}

# decides TEXT: of the gate; verdict and reason.
decides() {
  gate decide --dir gate --json "$1" >decided 2>>gate.log || true
  jq -r '"\(.verdict) \(.name)"' decided
}

a_city_with_a_postgres_a_district_has_one_root_and_one_order() {
  local name use k=(--dir keys --no-passphrase --demo)
  desk() { server --data city "$@"; } # which keeps no people
  {
    keys generate --use root root "${k[@]}"
    for name in city north south; do
      mkdir "of-$name"
      for use in issue status policy; do
        keys generate --use $use $name-$use --area "${area_of[$name]}" "${k[@]}"
        cp keys/DEMO-$name-$use.key "of-$name"
      done
    done
    keys trust --dir keys
    server init --data city --area "${area_of[city]}" --trust keys/trust.cose --keys of-city --demo
  } >>server.log 2>&1 </dev/null || { cat server.log >&2; broken "no city"; }
  allow_everybody | jq '.area = 610100000000' >policy.json
  publish_policy policy.json
  mkdir stick && server usb --data city stick >>server.log 2>&1
  for name in south north; do open_district $name; done # the gate's is the last

  local database=()
  find_database --data north
  port=$(free_port)
  launch server.log "$build/server/tongxing-server" "${database[@]}" serve --data north --listen "127.0.0.1:$port" --demo
  await 20 listens || { cat server.log >&2; broken "the server does not listen"; }
  gate init --dir gate --area "${area_of[north]}" --kind pedestrian --direction in --root "$(root_hash)" \
    --trust-seq 0 --server "http://127.0.0.1:$port" >gate.pub 2>gate.log </dev/null
  server gate add --data north "${area_of[north]}" gate "$(head -n 1 gate.pub)" >>server.log 2>&1 </dev/null
  await 10 gate sync --dir gate >>gate.log 2>&1 || { cat gate.log >&2; broken "the gate hears nothing"; }
  [ "$(decides "$(sed -n 1p north.tsv | cut -f2)")" = 'allow ok' ] || { cat decided >&2; broken "its own are not let in"; }
  # One root signs for both; the other's list is not here, and the city's order says what then.
  [ "$(decides "$(sed -n 1p south.tsv | cut -f2)")" = 'review no_list' ] || { cat decided >&2; broken "a neighbour is judged otherwise"; }
}

keep any_of_them_answers_and_nothing_is_given_twice \
  behind_a_pooler_that_shares_sessions_nothing_is_given_twice \
  one_publishes_and_when_it_is_killed_the_other_does \
  a_city_with_a_postgres_a_district_has_one_root_and_one_order
