#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A gate and its news: a server that answers nonsense, one that is killed in between, one that is
# gone for good. The gate decides all the while by what it holds. And by which names the server is
# asked.
source "$(dirname "$0")/promises.sh"
source "$(dirname "$0")/community.sh"

mirror() { "$build/tests/integration/mirror" "$@"; }

# A gate that took its news from a real server, which is then ended.
make_informed_gate() {
  make_server
  fill_server 50
  server issue --data server 5 --out pass.tsv >>server.log 2>&1
  cut -f2 pass.tsv >pass.txt
  serve
  make_gate
  run_gate
  await 20 gate_holds_a_list || { cat gate.log >&2; broken "the gate got no list"; }
}

show() {
  local before
  before=$(wc -l <answers)
  cat "$1" >&9
  await 10 answers_reach $((before + 1)) || { cat gate.log >&2; broken "no answer"; }
}
answered() { [ "$(tail -n 1 answers | jq .reason)" = "$1" ] || { tail -n 1 answers >&2; broken "not $1"; }; }

nonsense_from_the_server_changes_nothing() {
  make_informed_gate
  halt "$server_pid"
  local before mode
  before=$(gate status --dir gate --json | jq -S .held)
  for mode in noise html empty loop endless drip broken-off; do
    launch mirror.log "$build/tests/integration/mirror" "$port" $mode
    local mirror_pid=$pid
    sleep 1.5
    halt "$mirror_pid" KILL
    [ "$(gate status --dir gate --json | jq -S .held)" = "$before" ] ||
      broken "$mode changed what the gate holds"
  done
  kill -0 "$gate_pid" || broken "the gate ended"
  show pass.txt
  answered 0
}

a_gate_decides_while_its_server_is_gone() {
  make_informed_gate
  halt "$server_pid" KILL
  show pass.txt
  answered 0
}

a_gate_that_is_started_without_its_server_decides_by_what_it_held() {
  make_informed_gate
  halt "$server_pid"
  exec 9>&-
  halt "$gate_pid"
  run_gate
  show pass.txt
  answered 0
}

a_stolen_gate_tells_no_name() {
  make_informed_gate
  show pass.txt
  answered 0
  exec 9>&-
  halt "$gate_pid"
  tail -n +2 roster.csv | cut -d, -f1 | awk 'length($0) > 6' >names
  tail -n +2 roster.csv | cut -d, -f3 >>names
  [ "$(wc -l <names)" -gt 5 ] || broken "nothing to look for"
  grep -raqF -f names gate && broken "a name or a number lies on the gate's disk"
  grep -aqF -f names roster.csv || broken "the search finds nothing at all"
}

status_by() { curl -s -o body -w '%{http_code}' -H "Host: $1" "http://127.0.0.1:$port$2"; }
serve_as() {
  local database=()
  find_database --data server
  launch server.log "$build/server/tongxing-server" "${database[@]}" serve --data server --listen "127.0.0.1:$port" --demo "$@"
  server_pid=$pid
  await 15 listens || { cat server.log >&2; broken "the server does not listen"; }
}

a_server_answers_to_its_names_alone_but_for_what_is_public() {
  make_server
  fill_server 2
  port=$(free_port)
  serve_as --names pass.example.org --origin https://origin.example.org
  local name path
  for name in pass.example.org PASS.example.org:443 origin.example.org localhost 127.0.0.1; do
    [ "$(status_by "$name" /v1/residents)" != 421 ] || broken "not by $name"
  done
  for name in elsewhere.example.org pass.example.org.elsewhere.org 127.0.0.1.example.org; do
    for path in /v1/residents /v1/history /v1/sync/status/$area /metrics; do
      [ "$(status_by "$name" "$path")" = 421 ] || broken "$path by $name"
    done
    for path in /healthz /readyz /v1/sync/trust /v1/sync/policy/$area; do
      [[ $(status_by "$name" "$path") = [23]?? ]] || { cat body >&2; broken "$path not by $name"; }
    done
  done
  [ "$(status_by gates.example.org /v1/residents)" = 421 ] || broken "by a name of nobody's"
  server gate enrol --data server $area --url https://gates.example.org:8443 >>server.log 2>&1 || broken "no code"
  [ "$(status_by gates.example.org /v1/residents)" != 421 ] || broken "not by the name in a code"
  halt "$server_pid"
  serve_as
  [ "$(status_by gates.example.org /v1/residents)" != 421 ] || broken "forgotten with a restart"
  [ "$(status_by pass.example.org /v1/residents)" = 421 ] || broken "by a name that is no longer set"
}

keep nonsense_from_the_server_changes_nothing \
  a_gate_decides_while_its_server_is_gone \
  a_gate_that_is_started_without_its_server_decides_by_what_it_held \
  a_stolen_gate_tells_no_name \
  a_server_answers_to_its_names_alone_but_for_what_is_public
