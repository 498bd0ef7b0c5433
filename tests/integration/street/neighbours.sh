#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Gates of one area that hear each other on the street's own network: what was admitted at one is
# known at the next, without the server.
source "$(dirname "$0")/../promises.sh"
source "$(dirname "$0")/../community.sh"
source "$(dirname "$0")/scene.sh"

multicasts_on_loopback() {
  python3 - <<'PROBE' 2>/dev/null
import socket, struct
group = socket.inet_aton("239.255.84.89") + struct.pack("@ii", 0, socket.if_nametoindex("lo"))
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("239.255.84.89", 0))
s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group)
s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, group)
s.settimeout(2)
s.sendto(b"heard", ("239.255.84.89", s.getsockname()[1]))
raise SystemExit(s.recv(16) != b"heard")
PROBE
}

# --- gates by name, each a folder -----------------------------------------------------------------

declare -A line process

# build_gate NAME DIRECTION
build_gate() {
  gate init --dir "$1" --area $area --direction "$2" --root "$(root_hash)" --trust-seq 0 \
    --server "http://127.0.0.1:$port" >"$1.pub" 2>"$1.log" </dev/null || { cat "$1.log" >&2; broken "no gate"; }
  server gate add --data server $area "$1" "$(head -n 1 "$1.pub")" >>server.log 2>&1 </dev/null ||
    { cat server.log >&2; broken "the gate is not registered"; }
}

work() {
  local name
  for name in "$@"; do
    mkfifo "$name.codes" 2>/dev/null || true
    : >"$name.log"
    "$build/gate-client/tongxing-gate" run --dir "$name" --json --peers lo stdin: \
      <"$name.codes" >>"$name.answers" 2>>"$name.log" &
    process[$name]=$!
    started+=("$!")
    exec {line[$name]}>"$name.codes"
  done
  for name in "$@"; do
    await 20 grep -q 'is ready$' "$name.log" || { cat "$name.log" >&2; broken "$name is not ready"; }
  done
}
rest() {
  exec {line[$1]}>&-
  halt "${process[$1]}" "${2:-TERM}"
}

answers_of_reach() { [ "$(wc -l <"$1.answers")" -ge "$2" ]; }
# show_at NAME TEXT WANTED: what the gate answers by its reason's name.
show_at() {
  local before reason
  before=$(wc -l <"$1.answers")
  printf '%s\n' "$2" >&"${line[$1]}"
  await 10 answers_of_reach "$1" $((before + 1)) || { tail -n 3 "$1.log" >&2; broken "no answer at $1"; }
  reason=$(tail -n 1 "$1.answers" | jq -r .name)
  [ "$reason" = "$3" ] || { tail -n 1 "$1.answers" >&2; broken "$reason at $1 instead of $3"; }
  sleep 0.3 # for the neighbours to hear it
}

# open_area N: a server with N residents, each with a pass that is bound to their own phone.
open_area() {
  make_server
  fill_server "$1"
  phone new phone.pem >phone.pub
  serve
  local person
  for person in $(seq "$1"); do
    server reissue --data server --evidence "a new phone" "$(sed -n $((person + 1))p roster.csv | cut -d, -f3)" \
      --holder-key "$(cat phone.pub)" --out bound.tsv >>server.log 2>&1 </dev/null ||
      { cat server.log >&2; broken "no pass bound to a phone"; }
    cut -f2 bound.tsv >"bound.$person"
  done
}
live_code() { phone show --pass "$(cat "bound.$1")" --key phone.pem; }

# --- promises -------------------------------------------------------------------------------------

a_live_code_admitted_at_one_gate_is_worth_nothing_at_the_next() {
  open_area 2
  build_gate north in
  build_gate south in
  build_gate west out
  work north south west
  local code
  code=$(live_code 1)
  show_at north "$code" ok
  show_at south "$code" replayed
  show_at west "$code" ok
  show_at south "$(live_code 2)" ok
  sleep 1
  show_at south "$(live_code 1)" ok # refreshed as told
}

# For an hour the others go on hearing it; the unit tests have the hour.
a_gate_that_was_shut_out_hears_nobody_and_the_others_hear_each_other() {
  open_area 2
  build_gate north in
  build_gate south in
  build_gate east in
  work north south east
  local code
  code=$(live_code 1)
  show_at north "$code" ok
  show_at south "$code" replayed
  server gate remove --data server "$(jq -r .gate < <(gate status --dir north --json))" >>server.log 2>&1 </dev/null ||
    { cat server.log >&2; broken "it cannot be shut out"; }
  rest south
  rest east
  work south east
  code=$(live_code 2)
  show_at south "$code" ok
  show_at east "$code" replayed
  show_at north "$code" ok
}

a_gate_that_dies_changes_nothing_at_the_next() {
  open_area 2
  build_gate north in
  build_gate south in
  work north south
  local code
  code=$(live_code 1)
  show_at north "$code" ok
  rest north KILL
  show_at south "$code" replayed
  show_at south "$(live_code 2)" ok
  kill -0 "${process[south]}" || broken "the other one died too"
  work north
  show_at north "$code" replayed
}

a_household_that_sent_one_out_at_one_gate_sends_no_other_out_at_the_next() {
  allow_everybody() {
    jq -n --argjson now "$(date +%s)" '{area: 610113001001, seq: $now,
      orders: [{id: "o", document: "〔2026〕2号", issuer: "居委会", valid_from: ($now - 60),
        valid_to: ($now + 8640000), rules: [{id: "r", topic: "household", on_fail: "deny",
        applies: {directions: ["out"]}, logic: {"<": [{var: "history.household_exits"}, 1]}, say: {zh: "每户每两天出门一人", en: "One a household"}}]}]}'
  }
  open_area 6
  build_gate north out
  build_gate south out
  work north south
  local first second other
  read -r first second other < <(people_of_two_households)
  show_at north "$(live_code "$first")" ok
  show_at south "$(live_code "$second")" rule_failed
  show_at south "$(live_code "$other")" ok
}
# Lines of the roster: two of one room, and one of another.
people_of_two_households() {
  tail -n +2 roster.csv | awk -F, '{ room = $5 "/" $6; if (room in seen && !second) { first = seen[room]; second = NR; home = room }
    seen[room] = NR; rooms[NR] = room }
    END { for (i = 1; i <= NR; i++) if (rooms[i] != home) { print first, second, i; exit } }'
}

multicasts_on_loopback || { echo "no multicast on loopback here: skipped"; exit 77; }

keep a_live_code_admitted_at_one_gate_is_worth_nothing_at_the_next \
  a_gate_that_was_shut_out_hears_nobody_and_the_others_hear_each_other \
  a_gate_that_dies_changes_nothing_at_the_next \
  a_household_that_sent_one_out_at_one_gate_sends_no_other_out_at_the_next
