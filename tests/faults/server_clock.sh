#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A server whose clock was wrong once: it signs nothing by it, and what it did sign is put right.
source "$(dirname "$0")/../integration/promises.sh"
source "$root/tests/integration/community.sh"

day_s=86400

set_clock() { printf '%-32s' "$1" 1<>offset; }
boot() { printf '%s\n' "$1" >boot; }
by_that_clock() {
  STREET_CLOCK=$PWD/offset STREET_BOOT=$PWD/boot LD_PRELOAD=$build/tests/faults/libstreet_clock.so \
    ASAN_OPTIONS=verify_asan_link_order=0 "$@"
}
desk() { office "$@"; }
office() { by_that_clock "$build/server/tongxing-server" --data server --lang en "$@"; }
serve_by_that_clock() {
  : "${port:=$(free_port)}"
  launch server.log by_that_clock exec "$build/server/tongxing-server" serve --data server \
    --listen "127.0.0.1:$port" --demo
  server_pid=$pid
  await 15 listens || { cat server.log >&2; broken "the server does not listen"; }
}
ask() { curl -s -m 10 "http://127.0.0.1:$port$1"; }
# sql QUERY: one value, of a server that is not asked.
sql() {
  python3 -c 'import sqlite3, sys; print(sqlite3.connect("server/office.db").execute(sys.argv[1]).fetchone()[0])' "$1"
}
list_iat() { office status --json </dev/null | jq '.areas[0].iat'; }
is_near() { local off=$(($1 - $(date +%s))); [ "${off#-}" -le "${2:-30}" ]; }
list_is_from_now() { is_near "$(list_iat)"; }
is_ready() { [ "$(ask /readyz)" = ready ]; }
is_not_ready() { [ "$(ask /readyz | jq -r .reason)" = clock_unsure ]; }

# A community on the boot "first", its clock right.
make_right_server() {
  set_clock 0
  boot 11111111-1111-1111-1111-111111111111
  make_keys
  make_server
  city roster --residents 5 >roster.csv
  allow_everybody >policy.json
  {
    office import roster.csv
    office issue --all
  } >>server.log 2>&1 </dev/null || { cat server.log >&2; broken "no residents"; }
  publish_policy policy.json
}

# Nothing that bears a date, whoever asks for it.
signs_nothing() {
  ends_with 75 office publish
  says 'nothing is signed' 'clock confirm'
  ends_with 75 office issue 1
  ends_with 75 office issue --all
  ends_with 75 office policy publish policy.json
  ends_with 75 office trust import keys/trust.cose
  ends_with 75 office state 1 health red --source x --valid-until 20301231
  ends_with 75 office gate enrol $area --url http://127.0.0.1:1
}

a_clock_that_jumps_signs_nothing_until_it_is_right_or_said_to_be() {
  make_right_server
  serve_by_that_clock
  await 5 is_ready || broken "not ready with a right clock"
  curl -si "http://127.0.0.1:$port/healthz" | grep -qi '^date:' || broken "no Date by a right clock"
  local before
  before=$(list_iat)
  set_clock $((20 * day_s))
  await 5 is_not_ready || broken "ready with a wrong clock"
  signs_nothing
  [ "$(list_iat)" = "$before" ] || broken "a list was signed"
  ask /metrics | grep -qx 'tongxing_clock_trusted 0' || broken "the metrics do not say so"
  curl -si "http://127.0.0.1:$port/healthz" | grep -i '^date:' && broken "gates are told the wrong time"
  [ "$(curl -sL -o trust -w '%{http_code}' "http://127.0.0.1:$port/v1/sync/trust")" = 200 ] ||
    broken "what was signed before is not served"
  ends_with 0 office status
  says 'not trusted'
  [ "$(grep -c 'clock: not trusted' server.log)" = 1 ] || broken "it is not said once"
  set_clock 0
  await 5 is_ready || broken "not ready again"
  await 5 grep -q 'clock: trusted again' server.log || broken "the end is not said"
  ends_with 0 office publish
  list_is_from_now || broken "not from now"
}

somebody_says_in_words_that_the_clock_is_right_and_that_is_kept() {
  make_right_server
  set_clock $((20 * day_s))
  signs_nothing
  ends_with 65 office clock confirm ''
  ends_with 0 office clock confirm "compared with the station's clock"
  ends_with 0 office clock show
  says ', trusted'
  ends_with 0 office publish
  is_near $(($(list_iat) - 20 * day_s)) || broken "not by the clock that was confirmed"
  [ "$(sql "select count(*) from audit where action = 'clock confirm'")" = 1 ] ||
    broken "it is not in the audit log"
  ends_with 0 office audit verify
}

a_server_that_was_off_for_weeks_starts_without_a_fuss() {
  make_right_server
  boot 22222222-2222-2222-2222-222222222222
  set_clock $((42 * day_s))
  ends_with 0 office publish
  is_near $(($(list_iat) - 42 * day_s)) || broken "not from then"
}

# asks_after SECONDS: of another boot.
asks_after() {
  boot "$(cat /proc/sys/kernel/random/uuid)"
  set_clock "$1"
  signs_nothing
}

a_boot_into_the_past_asks_and_the_right_time_ends_it() {
  make_right_server
  asks_after "-$(date +%s)"
  set_clock 60
  ends_with 0 office publish
}

# Though after a boot it might have been off for so long.
a_clock_that_jumped_is_no_better_after_a_boot() {
  make_right_server
  set_clock $((30 * day_s))
  signs_nothing
  asks_after $((30 * day_s))
  asks_after $((31 * day_s))
  ends_with 0 office clock confirm 'compared with a phone'
  ends_with 0 office publish
}

a_boot_after_two_months_asks_first() {
  make_right_server
  asks_after $((60 * day_s))
}

# One day with a clock 20 days ahead that no rule could catch: a boot, and a battery gone wrong.
live_in_the_future() {
  boot 33333333-3333-3333-3333-333333333333
  set_clock $((20 * day_s))
  ends_with 0 office issue 2
  jq 'del(.seq) | .orders[0] |= (del(.valid_from) | .document = "〔2026〕9号")' policy.json >later.json
  publish_policy later.json --accept tried
  awk -F, -v at="$(date -u -d "+20 days -1 minute" +%Y-%m-%dT%H:%M:%SZ)" 'BEGIN {
    print "id_number,field,value,source,observed_at,valid_until" }
    NR == 5 { print $3 ",travel,risk,lab," at ",20301231" }' roster.csv >red.csv
  ends_with 0 office feed red.csv
  ends_with 0 office publish
  is_near $(($(list_iat) - 20 * day_s)) || broken "it did not publish in the future"
}
come_back() {
  boot 44444444-4444-4444-4444-444444444444
  set_clock 0
  signs_nothing
  ends_with 0 office clock confirm 'the battery was changed'
}

what_was_signed_in_the_future_is_set_aside_and_signed_anew() {
  make_right_server
  live_in_the_future
  come_back
  serve_by_that_clock
  await 10 list_is_from_now || broken "the list is not from now"
  grep -q 'clock: was ahead: set aside' server.log || { cat server.log >&2; broken "not loud"; }
  ends_with 0 office clock show
  says 'set aside' '1 pass is dated ahead'
  [ "$(sql "select count(*) from publication where iat > unixepoch() + 300 or (kind = 'policy' and seq > unixepoch() + 300)")" = 0 ] ||
    broken "something of the future is in force"
  ends_with 0 office policy list --json
  jq -e '.policies[0].orders[0] | .document == "〔2026〕9号" and .valid_from < now + 5' out >/dev/null ||
    broken "the policy is not signed anew"
  [ "$(sql "select count(*) from statement where observed_at > unixepoch() + 5")" = 0 ] ||
    broken "a statement stays in the future"
  ends_with 0 office issue 2 --json
  is_near "$(jq '.passes[0].iat' out)" || broken "a pass is still dated ahead"
  jq -r '.passes[0].text' out >pass
  make_gate
  gate sync --dir gate >>gate.log 2>&1 </dev/null || { cat gate.log >&2; broken "the gate takes no list"; }
  ends_with 0 gate decide --dir gate "$(cat pass)"
  ends_with 0 office revoke 2 --ground B2 --evidence asked
  ends_with 0 office publish
  gate sync --dir gate >>gate.log 2>&1 </dev/null || { cat gate.log >&2; broken "the gate takes no news"; }
  ends_with 1 gate decide --dir gate --json "$(cat pass)"
  says '"name":"revoked"'
}

# Its clock was as wrong as the server's. docs/operations.md, The clock.
a_gate_that_took_the_future_gets_well_as_the_handbook_says() {
  make_right_server
  ends_with 0 office issue 4 --json
  jq -r '.passes[0].text' out >pass
  live_in_the_future
  serve_by_that_clock
  make_gate
  ends_with 0 by_that_clock "$build/gate-client/tongxing-gate" sync --dir gate
  gate status --dir gate --json >gate.json
  ends_with 0 office issue 1 --json
  jq -r '.passes[0].text' out >future.pass
  ends_with 0 by_that_clock "$build/gate-client/tongxing-gate" decide --dir gate --record "$(cat future.pass)"
  halt "$server_pid"
  come_back
  serve_by_that_clock
  await 10 list_is_from_now || broken "the list is not from now"
  # It holds what came from the future, and takes nothing older.
  gate sync --dir gate >>gate.log 2>&1 </dev/null && broken "nothing is amiss"
  grep -q 'rollback' gate.log || { cat gate.log >&2; broken "it does not say why"; }
  # 1: what it wrote down goes to the server by stick. 2 and 3: it is shut out, and set up anew.
  mkdir stick
  ends_with 0 gate usb --dir gate stick
  ends_with 0 office usb stick
  ends_with 0 office events --json
  grep -q '"verdict":"allow"' out || { cat out >&2; broken "its passage is lost"; }
  ends_with 0 office gate remove "$(jq -r .gate gate.json)"
  rm -r gate gate.pub
  make_gate
  gate sync --dir gate >>gate.log 2>&1 </dev/null || { cat gate.log >&2; broken "it takes no list"; }
  ends_with 0 gate decide --dir gate "$(cat pass)"
}

trust_seq() { office status --json </dev/null | jq .trust; }
a_trust_list_of_the_future_gives_way_to_the_one_before_and_to_the_next() {
  make_right_server
  local first
  first=$(trust_seq)
  boot 33333333-3333-3333-3333-333333333333
  set_clock $((20 * day_s))
  ends_with 0 by_that_clock "$build/keys/tongxing-keys" trust --dir keys --yes
  ends_with 0 office trust import keys/trust.cose
  ends_with 0 office publish
  come_back
  ends_with 0 office publish
  [ "$(trust_seq)" = "$first" ] || broken "the list of the future is in force"
  # docs/keys.md, The clock was wrong.
  ends_with 65 keys trust --dir keys --yes
  says "cp trust-$first.cose trust.cose"
  cp "keys/trust-$first.cose" keys/trust.cose
  ends_with 0 keys trust --dir keys --yes
  ends_with 0 office trust import keys/trust.cose
  is_near "$(trust_seq)" || broken "the next is not taken"
  [ "$(sql "select count(*) from audit where action = 'trust import'")" = 2 ] ||
    broken "replacing the list is not in the audit log"
}

keep a_clock_that_jumps_signs_nothing_until_it_is_right_or_said_to_be \
  somebody_says_in_words_that_the_clock_is_right_and_that_is_kept \
  a_server_that_was_off_for_weeks_starts_without_a_fuss \
  a_boot_into_the_past_asks_and_the_right_time_ends_it \
  a_clock_that_jumped_is_no_better_after_a_boot \
  a_boot_after_two_months_asks_first \
  what_was_signed_in_the_future_is_set_aside_and_signed_anew \
  a_gate_that_took_the_future_gets_well_as_the_handbook_says \
  a_trust_list_of_the_future_gives_way_to_the_one_before_and_to_the_next
