# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What the tests in bash share: promises are functions, kept or broken, each in a folder of its own.
set -uo pipefail
export LC_ALL=C.UTF-8
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=${TONGXING_BUILD:-$root/build}
area=610113001001

keys() { "$build/keys/tongxing-keys" "$@"; }
server() {
  local database=()
  find_database "$@"
  "$build/server/tongxing-server" "${database[@]}" "$@"
}
gate() { "$build/gate-client/tongxing-gate" "$@"; }
city() { "$build/tests/city/city" "$@"; }
camera() { "$build/tests/city/camera" "$@"; }
phone() { "$build/tests/city/phone" "$@"; }

# find_database ARGUMENTS: sets database to the option that such a command needs: none, or where
# TONGXING_TEST_DATABASE names a PostgreSQL, a schema there for each data folder of each promise,
# made anew by init.
find_database() {
  local data='' init='' word schema
  [ -n "${TONGXING_TEST_DATABASE:-}" ] || return 0
  for word in "$@"; do
    [ "$data" != --data ] || { data=$word; continue; }
    [ "$word" != init ] || init=yes
    [ "$word" != --data ] || data=--data
    [ "$word" != --database ] || return 0
  done
  [ -n "$data" ] || return 0
  schema=$(echo "$PWD $data" | md5sum | cut -c1-16)
  [ -z "$init" ] || psql -qX "$TONGXING_TEST_DATABASE" >&2 \
    -c 'set client_min_messages = warning' -c "drop schema if exists s$schema cascade" \
    -c "create schema s$schema" || broken "no schema"
  database=(--database "$TONGXING_TEST_DATABASE&options=-csearch_path%3Ds$schema")
}

broken() {
  echo "broken: $*" >&2
  exit 1
}

# ends_with STATUS COMMAND …: its words go to ./out and ./err.
ends_with() {
  local wanted=$1 status=0
  shift
  "$@" >out 2>err </dev/null || status=$?
  [ $status = "$wanted" ] || {
    cat out err >&2
    broken "status $status instead of $wanted: $*"
  }
}

# says WORDS …: each stands in what the last command said.
says() {
  local words
  for words in "$@"; do
    grep -qF -- "$words" out err || {
      cat out err >&2
      broken "does not say \"$words\""
    }
  done
}

# One clear sentence, and no more than a few; lines of the log do not count.
says_it_briefly() {
  [ "$(grep -cv '^<[0-7]>' err)" -le "${1:-3}" ] || { cat err >&2; broken "too many words"; }
}

await() {
  local until=$((SECONDS + $1))
  shift
  until "$@"; do
    [ $SECONDS -lt $until ] || return 1
    sleep 0.2
  done
}

# --- processes, ended by pid when the promise ends -----------------------------------------------

started=()
launch() {
  local log=$1
  shift
  "$@" >>"$log" 2>&1 </dev/null &
  pid=$!
  started+=("$pid")
}
halt() {
  kill "-${2:-TERM}" "$1" 2>/dev/null || return 0
  wait "$1" 2>/dev/null || true
}
# nginx's workers outlive who started them.
tidy_up() {
  local pid children
  for pid in "${started[@]}"; do
    mapfile -t children < <(pgrep -P "$pid")
    halt "$pid" KILL
    [ ${#children[@]} = 0 ] || kill -KILL "${children[@]}" 2>/dev/null || true
  done
  cd / && rm -rf "$folder"
}

free_port() {
  local port
  for port in $(shuf -i 20000-29999 -n 20); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
  broken "no free port"
}
listens() { (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }

# Of a long row of moments the check tries one in so many, others each time; scripts/soak tries all.
one_in() { echo "${TONGXING_ONE_IN:-$1}"; }
# first_of STRIDE: where to begin, from 1.
first_of() { echo $((1 + RANDOM % $1)); }

# --- running -------------------------------------------------------------------------------------

# try PROMISE: in a folder of its own; whatever fails in it breaks it.
try() (
  set -e
  folder=$(mktemp -d "${TMPDIR:-/tmp}/tongxing-test.XXXXXX")
  trap tidy_up EXIT
  cd "$folder"
  "$1"
)

# keep PROMISE …: tries each, one line each, and says how many. Not as a condition: there a shell
# forgets that anything may fail.
keep() {
  local promise kept=0 failed=0 status
  for promise in "$@"; do
    try "$promise"
    status=$?
    if [ $status = 0 ]; then
      echo "kept    $promise"
      kept=$((kept + 1))
    else
      echo "BROKEN  $promise"
      failed=$((failed + 1))
    fi
  done
  echo "$kept passed, $failed failed"
  [ $failed = 0 ]
}
