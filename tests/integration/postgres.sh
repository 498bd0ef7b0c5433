#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A server over a PostgreSQL that dies, is away, comes back, or is not what it should be.
source "$(dirname "$0")/promises.sh"
source "$(dirname "$0")/community.sh"
source "$root/scripts/postgres.sh"
pg_there || { echo "skipped: no PostgreSQL is installed"; exit 77; }

# start_postgres: in ./pg, where the server's data folder has its schema.
start_postgres() {
  chmod 711 .
  [ -d pg/data ] || pg_make "$PWD/pg"
  pg_start "$PWD/pg"
  started+=("$pg_pid")
  export TONGXING_TEST_DATABASE
  TONGXING_TEST_DATABASE=$(pg_url "$PWD/pg")
}

kill_postgres() { halt "$pg_pid" KILL; }

# Its children end when they see that it is gone; until then it cannot start.
restart_postgres() { await 20 start_postgres 2>/dev/null || broken "PostgreSQL does not start again"; }

# ask METHOD PATH [BODY]: of the server's socket; the answer in ./answer, its status printed.
ask() {
  curl -sL -m 20 --unix-socket server/office.sock -o answer -w '%{http_code}' -X "$1" \
    -H 'Content-Type: application/json' ${3:+-d "$3"} "http://office$2" || true
}

count_passes() { server status --data server --json | jq '.areas[0].passes'; }

# issue_on N: issues a pass for one resident again and again; each acknowledgement is a line.
issue_on() {
  local code
  while [ ! -e enough ]; do
    code=$(curl -s -m 20 --unix-socket server/office.sock -o "answer.$1" -w '%{http_code}' -d '{}' \
      -H 'Content-Type: application/json' "http://office/v1/residents/$area/$1/passes")
    echo "$code" >>"codes.$1"
    [ "$code" = 201 ] || sleep 0.1
  done
}

what_was_acknowledged_is_kept_when_postgres_is_killed_under_load() {
  local i before acknowledged kept
  start_postgres
  make_server
  fill_server 8
  serve
  before=$(count_passes)
  for i in 1 2 3 4; do issue_on $i & started+=("$!"); done
  for i in 0.3 4; do # what is waited out, and what is not
    sleep 2
    kill_postgres
    sleep $i
    restart_postgres
  done
  sleep 3
  touch enough
  sleep 1
  acknowledged=$(cat codes.* | grep -c '^201$')
  [ "$acknowledged" -gt 50 ] || broken "hardly anything was issued: $acknowledged"
  grep -qv '^201$' codes.* || broken "nobody noticed that PostgreSQL was gone"
  [ "$(tail -qn 1 codes.* | sort -u)" = 201 ] || broken "the server did not go on"
  kept=$(($(count_passes) - before))
  [ "$kept" -ge "$acknowledged" ] || broken "$acknowledged were acknowledged, $kept are kept"
  # What nobody can tell about is at most one for each kill and caller.
  [ "$kept" -le $((acknowledged + 8)) ] || broken "$kept are kept, $acknowledged acknowledged"
  ends_with 0 server audit verify --data server
}

while_postgres_is_away_the_server_says_so_and_serves_what_it_has() {
  start_postgres
  make_server
  fill_server 5
  serve
  [ "$(ask GET /v1/status)" = 200 ]
  kill_postgres
  [ "$(ask GET /v1/status)" = 503 ]
  jq -e '(.detail_en | contains("does not answer now")) and (.detail_zh | contains("暂时连不上"))' answer >/dev/null ||
    { cat answer >&2; broken "not in words"; }
  [ "$(ask GET /healthz)" = 200 ]
  [ "$(ask GET /v1/sync/trust)" = 200 ] || broken "no trust list while the database is away"
  [ "$(ask GET /readyz)" = 503 ]
  restart_postgres
  await 10 eval '[ "$(ask GET /readyz)" = 200 ]' || { cat server.log >&2; broken "it does not go on"; }
  [ "$(ask POST "/v1/residents/$area/2/passes" '{}')" = 201 ]
  grep -q 'the connection broke' server.log
  grep -q 'it answers again' server.log
  [ "$(grep -c 'the connection broke' server.log)" -le 2 ] || broken "said again and again"
}

# --- a standby that should have what was acknowledged ---------------------------------------------

standbys_are() {
  psql -qtAX "$TONGXING_TEST_DATABASE" -c "alter system set synchronous_standby_names = '$1'" \
    -c 'select pg_reload_conf()' >/dev/null
}

# start_standby: what takes PostgreSQL's log over as one, called b.
start_standby() {
  mkdir -p wal
  [ "$(id -u)" != 0 ] || chown postgres wal
  launch standby.log "${pg_as[@]}" "$pg_bin/pg_receivewal" -D wal --synchronous --no-loop \
    -d "host=$PWD/pg user=tongxing application_name=b"
}

# issue_under KEY: of resident 2; its status in ./code, the answer in ./answer.
issue_under() {
  curl -s -m 20 --unix-socket server/office.sock -o answer -w '%{http_code}' -d '{}' -H "Idempotency-Key: $1" \
    -H 'Content-Type: application/json' "http://office/v1/residents/$area/2/passes" >code
}

cancel_waiting() {
  psql -qtAX "$TONGXING_TEST_DATABASE" -c "select pg_cancel_backend(pid) from pg_stat_activity
    where wait_event = 'SyncRep'" | grep -q t
}

# in_doubt KEY: asked for, while the standby is not there and whatever waits for it is cancelled.
in_doubt() {
  local asking
  rm -f code
  issue_under "$1" & asking=$!
  started+=("$asking")
  until [ -s code ]; do
    cancel_waiting || true
    sleep 0.2
  done
  wait "$asking" || broken "no answer"
  [ "$(cat code)" = 500 ] && jq -e '.detail_en | contains("did not tell")' answer >/dev/null ||
    { cat code answer >&2; broken "it is taken for kept, or not in words"; }
}

a_commit_whose_standby_was_not_waited_for_is_in_doubt_and_asked_again_by_its_key() {
  local before
  start_postgres
  make_server
  fill_server 5
  serve
  before=$(count_passes)
  issue_under first && [ "$(cat code)" = 201 ] && issue_under first && [ "$(cat code)" = 201 ] ||
    broken "no pass by its key"
  [ "$(count_passes)" = $((before + 1)) ] || broken "issued twice"
  standbys_are b
  in_doubt second
  in_doubt second # it can be read by now, and is on one machine only
  start_standby
  issue_under second
  [ "$(cat code)" = 201 ] || { cat code answer >&2; broken "it is not given at last"; }
  [ "$(count_passes)" = $((before + 2)) ] || broken "issued twice"
}

metric_is() { curl -s -m 5 "http://127.0.0.1:$port/metrics" | grep -qx "$1"; }

without_a_standby_that_is_needed_nothing_is_taken_and_it_is_shown() {
  local database=()
  start_postgres
  make_server
  fill_server 5
  find_database --data server
  port=$(free_port)
  launch server.log "$build/server/tongxing-server" "${database[@]}" --standby needed serve --data server \
    --listen "127.0.0.1:$port" --demo
  await 15 listens || { cat server.log >&2; broken "the server does not listen"; }
  issue_under first
  [ "$(cat code)" = 503 ] && jq -e '.detail_en | contains("no synchronous standby")' answer >/dev/null ||
    { cat code answer >&2; broken "it is taken, or not in words"; }
  [ "$(ask GET /v1/sync/trust)" = 200 ] && [ "$(ask GET /v1/gates)" = 200 ] || broken "nothing is shown either"
  [ "$(ask GET /v1/passes)" = 503 ] || broken "a look at people is not written down"
  server --lang en status --data server >out
  says 'MISSING'
  metric_is 'tongxing_commit_machines 1' && metric_is 'tongxing_standby_missing 1' || broken "no metric"

  start_standby
  standbys_are b
  await 10 eval 'issue_under first; [ "$(cat code)" = 201 ]' || { cat code answer >&2; broken "it does not go on"; }
  server --lang en status --data server >out
  says 'commits are on two machines'
  metric_is 'tongxing_commit_machines 2' && metric_is 'tongxing_standby_missing 0' || broken "no metric"

  standbys_are '' # as who fails over does when the standby has died
  sleep 1
  issue_under second
  [ "$(cat code)" = 503 ] || broken "it goes on alone"
  grep -q 'commits are on one machine only' server.log || broken "the log does not say so"
}

a_standby_is_expected_of_postgres_only() {
  (
    unset TONGXING_TEST_DATABASE
    make_server
    ends_with 65 server --lang en --standby wanted status --data server
    says 'Only PostgreSQL has standbys'
  )
}

# Eight wait within PostgreSQL; whoever comes then hears at once to come again.
postgres_hangs() { pkill -STOP -P "$pg_pid"; kill -STOP "$pg_pid"; }
postgres_goes_on() { kill -CONT "$pg_pid"; pkill -CONT -P "$pg_pid"; }
ask_in_vain() { ask GET /v1/status >"vain.$1" 2>/dev/null; }

while_postgres_hangs_nobody_waits_in_vain_and_lists_are_served() {
  local i vain=()
  start_postgres
  make_server
  fill_server 5
  serve
  postgres_hangs
  for i in $(seq 20); do ask_in_vain "$i" & vain+=("$!"); done
  await 5 eval '[ "$(cat vain.* | grep -o 503 | wc -l)" -ge 12 ]' || broken "they are left waiting"
  [ "$(ask GET /healthz)" = 200 ] && [ "$(ask GET /v1/sync/trust)" = 200 ] || broken "it hangs as a whole"
  postgres_goes_on
  wait "${vain[@]}"
  [ "$(cat vain.* | grep -o 200 | wc -l)" -ge 1 ] || broken "who was let in was not answered"
  [ "$(ask GET /v1/status)" = 200 ] || broken "it does not go on"
}

a_database_that_is_away_or_wrong_is_named_in_one_sentence() {
  start_postgres
  make_server
  kill_postgres
  ends_with 75 server --lang en status --data server
  says 'The database does not answer' 'whether PostgreSQL runs'
  says_it_briefly 1
  restart_postgres
  ends_with 66 server --lang en status --data server --database "$(pg_url "$PWD/pg" nothing)"
  says 'There is no such database' 'createdb'
  says_it_briefly 1
  ends_with 65 server --lang zh status --data server --database 'postgresql://?hots=x'
  says 'database 不是PostgreSQL的连接串'
}

status_names_the_database_and_not_its_password() {
  start_postgres
  make_server
  server status --data server --lang en >out
  grep -q "database: PostgreSQL 1[5-9]\.[0-9]*, postgres at $PWD/pg:5432" out || { cat out >&2; false; }
  local database=()
  find_database --data server
  ends_with 0 server status --data server --database "${database[1]/tongxing@/tongxing:sesame@}"
  if grep -q sesame out err; then broken "it tells the password"; fi
}

a_second_office_is_not_set_up_in_the_same_database() {
  start_postgres
  make_server
  local database=()
  find_database --data server
  mkdir other
  ends_with 65 "$build/server/tongxing-server" --lang en init --data other "${database[@]}" --area $area \
    --trust keys/trust.cose --keys signing --demo
  says "holds an office of $area already"
  [ -z "$(ls other)" ] || broken "it left something in the folder"
}

# give_certificate: to ./pg, which then listens on $pg_port of this machine over TLS as well.
give_certificate() {
  pg_port=$(free_port)
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -keyout pg/data/server.key \
    -out pg/data/server.crt -subj /CN=localhost -addext subjectAltName=DNS:localhost 2>openssl.log
  [ "$(id -u)" != 0 ] || chown postgres pg/data/server.key pg/data/server.crt
  chmod 600 pg/data/server.key
  cp pg/data/server.crt root.crt
  echo 'hostssl all all 127.0.0.1/32 trust' >>pg/data/pg_hba.conf
  printf '%s\n' 'ssl = on' "listen_addresses = '127.0.0.1'" "port = $pg_port" >>pg/data/postgresql.conf
}

over_tls_the_name_in_the_certificate_counts() {
  local there
  chmod 711 .
  pg_make "$PWD/pg"
  give_certificate
  export PGPORT=$pg_port # pg_isready looks there
  start_postgres
  make_keys
  there="postgresql://tongxing@localhost:$pg_port/postgres?sslmode=verify-full&sslrootcert=$PWD/root.crt"
  ends_with 0 server init --data server --database "$there" --area $area --trust keys/trust.cose --keys signing --demo
  ends_with 0 server status --data server --database "$there"
  ends_with 75 server --lang en status --data server --database "${there/localhost/127.0.0.1}"
  says 'The database does not answer' 'does not match host name'
}

a_backup_taken_while_serving_restores_into_another_database() {
  local database=() copy
  start_postgres
  make_server
  fill_server 20
  serve
  find_database --data server
  copy=${database[1]/\/postgres?//copy?}
  ends_with 0 server backup --data server --new-key backup.key
  ends_with 0 server backup --data server --to backups
  halt "$server_pid"
  psql -qX "$TONGXING_TEST_DATABASE" -c 'create database copy template template0'
  ends_with 0 server restore backups/*.age --data restored --database "$copy" --key backup.key \
    --issues server/issues
  launch copy.log "$build/server/tongxing-server" serve --data restored --database "$copy" \
    --listen "127.0.0.1:$port" --demo
  await 30 listens || { cat copy.log >&2; broken "what was restored does not start"; }
  [ "$(server residents --data restored --database "$copy" --json | jq '.residents | length')" = 20 ]
  ends_with 0 server audit verify --data restored --database "$copy"
  ends_with 0 server issue --data restored --database "$copy" 3
  ends_with 74 server restore backups/*.age --data again --database "$copy" --key backup.key \
    --keep-generations --lang en
  says 'pg_restore did not come to its end' 'already exists'
}

behind_a_pooler_that_shares_sessions_it_works_and_says_so() {
  command -v pgbouncer >/dev/null || { echo "skipped: pgbouncer is not installed"; return; }
  start_postgres
  pg_pool "$PWD/pg" "$PWD/pool" || broken "no pooler"
  started+=("$pool_pid")
  make_keys
  local i there=(--data server --database "$pooled")
  server init "${there[@]}" --area $area --trust keys/trust.cose --keys signing --demo >server.log 2>&1
  city roster --residents 30 >roster.csv
  ends_with 0 server import "${there[@]}" roster.csv
  for i in 1 2 3; do # each with sessions that others have used
    ends_with 0 server reissue "${there[@]}" --all
  done
  ends_with 0 server audit verify "${there[@]}"
  server status "${there[@]}" --json >out
  [ "$(jq '.areas[0].passes' out)" = 90 ] || { cat out >&2; false; }
  jq -e '.database | endswith("through a pooler")' out >/dev/null || { cat out >&2; false; }
}

keep what_was_acknowledged_is_kept_when_postgres_is_killed_under_load \
  while_postgres_is_away_the_server_says_so_and_serves_what_it_has \
  a_commit_whose_standby_was_not_waited_for_is_in_doubt_and_asked_again_by_its_key \
  without_a_standby_that_is_needed_nothing_is_taken_and_it_is_shown \
  a_standby_is_expected_of_postgres_only \
  while_postgres_hangs_nobody_waits_in_vain_and_lists_are_served \
  a_database_that_is_away_or_wrong_is_named_in_one_sentence \
  status_names_the_database_and_not_its_password \
  a_second_office_is_not_set_up_in_the_same_database \
  over_tls_the_name_in_the_certificate_counts \
  a_backup_taken_while_serving_restores_into_another_database \
  behind_a_pooler_that_shares_sessions_it_works_and_says_so
