#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# P20: a result for each of PEOPLE (100,000) of a district comes in as a feed's file, is merged, and
# the list with its delta is signed, on PostgreSQL, where one of the day before stands; against COPY of as many rows into a staging
# table, and one UPDATE of as many records. p20.sh [PEOPLE]
source "$(dirname "$0")/../integration/promises.sh"
source "$(dirname "$0")/../integration/community.sh"
source "$root/scripts/postgres.sh"
export TMPDIR=/var/tmp # on a disk
people=${1:-100000}
area=610113000000

# seconds COMMAND …
seconds() {
  local begun=$EPOCHREALTIME
  "$@" >out 2>>log </dev/null || { tail -n 3 log >&2; broken "$*"; }
  awk -v a="$begun" -v b="$EPOCHREALTIME" 'BEGIN {printf "%.2f", b - a}'
}

# A negative test of then for everybody of the roster.
write_feed() {
  echo id_number,field,value,source,observed_at
  awk -F, -v at="$(date -u -d "$1" +%Y-%m-%dT%H:%M:%SZ)" 'NR > 1 {print $3 ",test,negative,lab," at}' roster.csv
}

in_schema() {
  PGOPTIONS="-c search_path=$(sed -n 's/.*search_path%3D//p' <<<"${database[1]}")" \
    psql -qX -v ON_ERROR_STOP=1 "$TONGXING_TEST_DATABASE" "$@"
}

measure() {
  local database=() taken published copied updated
  pg_there || { echo "PostgreSQL is needed"; return; }
  chmod 711 .
  pg_make "$PWD/pg"
  sed -i 's/^fsync = off/fsync = on/; s/^shared_buffers = .*/shared_buffers = 1GB\nmax_wal_size = 8GB/' pg/data/postgresql.conf
  pg_start "$PWD/pg"
  started+=("$pg_pid")
  TONGXING_TEST_DATABASE=$(pg_url "$PWD/pg")
  make_server
  find_database --data server
  city roster --residents "$people" >roster.csv
  write_feed '1 day ago' >before.csv
  write_feed '1 hour ago' >feed.csv
  server import --data server roster.csv >>log 2>&1 </dev/null || { tail -n 3 log >&2; broken "no roster"; }
  server feed --data server before.csv >>log 2>&1 </dev/null || { tail -n 3 log >&2; broken "no day before"; }
  server publish --data server >>log 2>&1 </dev/null || { tail -n 3 log >&2; broken "no list"; }
  in_schema -c analyze
  taken=$(seconds server feed --data server feed.csv)
  [ "$(in_schema -At -c 'select count(*) from statement')" = $((2 * people)) ] || broken "not all came in"
  published=$(seconds server publish --data server)
  in_schema -c "create table staging (area bigint, idx bigint, record bigint)"
  in_schema -At -F, -c "select area, idx, record + 1 from resident where idx >= 0" >rows.csv
  copied=$(seconds in_schema -c "\\copy staging from rows.csv csv")
  updated=$(seconds in_schema -c "update resident r set record = s.record from staging s where r.area = s.area and r.idx = s.idx")
  awk -v n="$people" -v t="$taken" -v p="$published" -v c="$copied" -v u="$updated" 'BEGIN {
    printf "%d results taken in and merged %8.1f s, list and delta signed %6.1f s\n", n, t, p
    printf "COPY of as many rows %16.1f s, one UPDATE %6.1f s\n", c, u
    printf "P20 ratio %.1f (times; at most 2)\n", (t + p) / (c + u)
  }'
}

try measure
