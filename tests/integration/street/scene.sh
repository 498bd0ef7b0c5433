# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154
# A gate on the street for tests in bash: it was told its news once by a real server, and people show
# it what they have. Passes are in ./texts, one a line, the first resident's first.

# open_street N: a server with N residents and passes, and a gate that synced once.
open_street() {
  make_server
  fill_server "$1"
  cut -f2 texts.tsv >texts
  [ "$(wc -l <texts)" -ge "$1" ] || { cat server.log >&2; broken "no passes"; }
  serve
  make_gate
  gate sync --dir gate >>gate.log 2>&1 </dev/null || { cat gate.log >&2; broken "no first news"; }
}

# work_gate ARGUMENT…: the gate runs with these besides, codes come through ./codes.
work_gate() {
  [ -p codes ] || mkfifo codes
  "$build/gate-client/tongxing-gate" run --dir gate --json "$@" stdin: <codes >>answers 2>>gate.log &
  gate_pid=$!
  started+=("$gate_pid")
  exec 9>codes
  await 20 gate_runs || { cat gate.log >&2; broken "the gate does not run"; }
}
gate_runs() { take_status && jq -e .running status.json >/dev/null; }
take_status() { gate status --dir gate --json >status.json 2>/dev/null </dev/null; }
status_of_gate() { take_status && cat status.json; }

rest_gate() {
  exec 9>&-
  halt "$gate_pid"
}

# Polled often, and so without another program: the answers so far, and whether they are so many.
read_answers() {
  shown=()
  [ ! -f answers ] || mapfile -t shown <answers
}
answers_reach() { read_answers && [ ${#shown[@]} -ge "$1" ] && [[ ${shown[-1]} == *'}' ]]; }
count_answers() { read_answers && echo ${#shown[@]}; }

# show_text TEXT: shown to the scanner, its answer awaited.
show_text() {
  local before
  read_answers
  before=${#shown[@]}
  printf '%s\n' "$1" >&9
  await 10 answers_reach $((before + 1)) || { tail -n 3 gate.log >&2; broken "no answer"; }
}
show_person() {
  local text
  mapfile -t -s $(($1 - 1)) -n 1 text <texts
  show_text "${text[0]}"
}
move_time() { printf '@%s\n' "$1" >&9; }

# answered FILTER: what jq says of the last answer is true.
answered() {
  read_answers
  jq -e "$1" <<<"${shown[-1]}" >/dev/null || { echo "${shown[-1]}" >&2; broken "not $1"; }
}
# status_says FILTER
status_says() { take_status && jq -e "$1" status.json >/dev/null; }

# lay_line NAME: a device ./NAME; what is written to the descriptor in $lines[NAME] arrives there.
declare -A lines
lay_line() {
  local feed
  mkfifo "$1.feed"
  "$root/tests/integration/line.py" "$1" <"$1.feed" 2>>lines.log &
  started+=("$!")
  exec {feed}>"$1.feed"
  lines[$1]=$feed
  await 10 test -e "$1" || { cat lines.log >&2; broken "no line"; }
}
# send NAME BYTES: as printf writes them.
send() { printf "$2" >&"${lines[$1]}"; }
