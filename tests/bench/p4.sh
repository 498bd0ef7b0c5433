#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# P4: passes a second over HTTP, each durable, 64 connections, on SQLite and on a PostgreSQL of this
# machine that syncs each commit; against the same signs and rows written bare in transactions of 64,
# 256 and 1,024, and pgbench with the pass's statement. In turns: p4.sh [TURNS [SECONDS]]
source "$(dirname "$0")/../integration/promises.sh"
source "$(dirname "$0")/../integration/community.sh"
source "$root/scripts/postgres.sh"
export TMPDIR=/var/tmp # on a disk
turns=${1:-3} seconds=${2:-6} people=1000

passes() { "$build/tests/bench/passes" "$@"; }

# The statement by which a pass is written down, of people who have more and more.
write_statement() {
  cat >pass.sql <<SQL
\set n random(1000000, 2000000000)
\set i random(0, $((people - 1)))
insert into issue (area, idx, n, generation, record, role, iat, exp, holder, signer, actor)
  values ($area, :i, :n, 0, 0, 0, 1800000000, 1810000000, null, '\x00', 'uid 0') on conflict do nothing;
SQL
}

statements_of_pgbench() {
  PGOPTIONS="-c search_path=$(sed -n 's/.*search_path%3D//p' <<<"${database[1]}")" \
    "$pg_bin/pgbench" -n -M prepared -c 64 -j 2 -T "$seconds" -f pass.sql -h "$PWD/pg" -U tongxing postgres 2>/dev/null |
    sed -n 's/^tps = \([0-9]*\).*/\1/p'
}

# compare NAME DATABASE: where the office is in ./server.
compare() {
  local turn asked bare rows best
  for turn in $(seq "$turns"); do
    serve
    asked=$(passes ask server/office.sock $area $people "$seconds")
    halt "$server_pid"
    best=0 bare=''
    for rows in 64 256 1024; do
      bare=$(passes bare "$2" $area $people $rows)
      [ "$bare" -le "$best" ] || best=$bare
    done
    echo "$asked $best" >>"ratios.$1"
    printf '%-10s  asked %6d /s   bare %6d /s   %s\n' "$1" "$asked" "$best" \
      "$([ "$1" = SQLite ] || echo "pgbench, a statement each: $(statements_of_pgbench) /s")"
  done
  printf 'P4 %s ratio %s\n' "$1" "$(awk '{print $1 / $2}' "ratios.$1" | sort -n | sed -n "$((turns / 2 + 1))p" | cut -c1-4)"
}

measure() {
  local database=()
  port=$(free_port)
  make_server
  fill_server $people
  compare SQLite server/office.db
  pg_there || { echo "no PostgreSQL is installed"; return; }
  rm -rf server
  chmod 711 .
  pg_make "$PWD/pg"
  sed -i 's/^fsync = off/fsync = on/; s/^max_connections = .*/max_connections = 100/' pg/data/postgresql.conf
  pg_start "$PWD/pg"
  started+=("$pg_pid")
  TONGXING_TEST_DATABASE=$(pg_url "$PWD/pg")
  make_server
  fill_server $people
  find_database --data server
  write_statement
  compare PostgreSQL "${database[1]}"
}

try measure
