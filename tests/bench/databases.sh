#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What a round trip to PostgreSQL costs: a roster in and passes for all of it, on SQLite and on a
# PostgreSQL of this machine that syncs each commit, in turns. databases.sh [RESIDENTS [ROUNDS]]
source "$(dirname "$0")/../integration/promises.sh"
source "$(dirname "$0")/../integration/community.sh"
source "$root/scripts/postgres.sh"
residents=${1:-5000} rounds=${2:-3}

# seconds COMMAND …
seconds() {
  local begun=$EPOCHREALTIME
  "$@" >>log 2>&1 </dev/null || { tail -n 3 log >&2; broken "$*"; }
  awk -v a="$begun" -v b="$EPOCHREALTIME" 'BEGIN {printf "%.2f", b - a}'
}

round() {
  rm -rf server
  make_server
  printf '%-10s  import %6s s  issue %6s s\n' "$1" \
    "$(seconds server import --data server roster.csv)" "$(seconds server issue --data server --all)"
}

compare() {
  pg_there || { echo "skipped: no PostgreSQL is installed"; return; }
  chmod 711 .
  pg_make "$PWD/pg"
  sed -i 's/^fsync = off/fsync = on/' pg/data/postgresql.conf
  pg_start "$PWD/pg"
  started+=("$pg_pid")
  make_keys
  city roster --residents "$residents" >roster.csv
  local i
  for ((i = 0; i < rounds; i++)); do
    unset TONGXING_TEST_DATABASE
    round SQLite
    export TONGXING_TEST_DATABASE
    TONGXING_TEST_DATABASE=$(pg_url "$PWD/pg")
    round PostgreSQL
  done
}

try compare
