#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A gate is carried off at night: what stands on its disk, and how it is shut out.
source "$(dirname "$0")/../promises.sh"
source "$(dirname "$0")/../community.sh"
source "$(dirname "$0")/scene.sh"

telephone=13912345678
plate=陕A7K2M9

make_seal_key() {
  make_keys
  keys generate --use seal seal --area 610113000000 --dir keys --no-passphrase --demo >>keys.log 2>&1 </dev/null
  keys trust --dir keys >>keys.log 2>&1 </dev/null
}

events_are() { status_says ".journal.waiting == 0 and .journal.next_seq == $1"; }

employ_guard() {
  {
    head -n 1 roster.csv
    echo 郭建国,护照,G90000017,14299999999,1-1,999,1980-01-01,社区工作者,
  } >guards.csv
  server import --data server guards.csv >>server.log 2>&1 </dev/null
  server issue --data server --all --out all.tsv >>server.log 2>&1 </dev/null
  tail -n 1 all.tsv | cut -f2 >guard
  [ "$(wc -l <all.tsv)" = 1 ] || { cat server.log >&2; broken "no guard"; }
  tail -n 1 guards.csv >>roster.csv
  server publish --data server >>server.log 2>&1 </dev/null
  gate sync --dir gate >>gate.log 2>&1 </dev/null
}

# Everybody comes, a guard signs on, a courier and a car are written down, somebody is let in.
a_day_at_the_gate() {
  local person
  for person in $(seq 20); do show_person "$person"; done
  gate operator sign_on --dir gate
  sleep 0.3
  cat guard >&9
  sleep 0.3
  gate operator register --dir gate --role courier --number $telephone --host-unit 3-2
  gate operator register --dir gate --role vehicle --number $plate --host-unit 3-2
  gate operator let_in --dir gate --why 1
  await 10 events_are 24 &&
    gate journal --dir gate --json | tail -n 1 | jq -e '.by | startswith("6101")' >/dev/null || { cat status.json >&2; broken "not every event was written"; }
}

# What is secret about the people: names, numbers of papers, telephones, as the roster has them.
secrets() {
  cut -d, -f1,3,4 roster.csv | tail -n +2 | tr ',' '\n' | tr -d '\r"' | awk 'length($0) > 1' | sort -u
  echo $telephone
}

no_file_tells() {
  local found=0
  grep -rlaF -f "$1" gate >telling 2>/dev/null || found=$?
  [ $found = 1 ] || { cat telling >&2; broken "$2 on the gate's disk"; }
}

a_thief_finds_no_name_number_or_telephone_on_the_disk_of_a_gate() {
  make_seal_key
  open_street 20
  employ_guard
  work_gate --alone
  a_day_at_the_gate
  secrets >secrets
  [ "$(wc -l <secrets)" -gt 40 ] || broken "the roster was not read"
  no_file_tells secrets "somebody's secret"
  rest_gate
  no_file_tells secrets "somebody's secret, after it was turned off,"
}

what_was_registered_is_gone_from_the_disk_when_the_server_has_it() {
  make_seal_key
  open_street 20
  employ_guard
  work_gate --alone
  a_day_at_the_gate
  rest_gate
  grep -rqaF $plate gate || broken "a plate was never there, so this shows nothing"
  gate sync --dir gate >>gate.log 2>&1 </dev/null || { cat gate.log >&2; broken "not sent"; }
  [ "$(server events --data server --json </dev/null | jq '.events | length')" = 23 ] ||
    broken "not every event arrived"
  echo $plate >plate
  no_file_tells plate "a plate"
}

# run_unit ARGUMENT…: the command line of the unit, from where it is built; all that it says goes to
# ./system.log, as the service manager would have it. Settings stand in a file.
run_unit() {
  local line
  line=$(sed -n 's/^ExecStart=//p' "$build/gate-client/tongxing-gate.service")
  [[ $line == /*"/bin/tongxing-gate run"* ]] || broken "the unit runs something else: $line"
  printf '[run]\nsource = stdin:\n' >unit.ini
  [ -p codes ] || mkfifo codes
  # shellcheck disable=SC2086 # words, as the service manager splits them
  TONGXING_GATE_DIR=gate "$build/gate-client/"${line##*/bin/} --config unit.ini "$@" \
    <codes >system.log 2>&1 &
  gate_pid=$!
  started+=("$gate_pid")
  exec 9>codes
  await 20 gate_runs || { cat system.log >&2; broken "the gate does not run"; }
}

# show_all N: the first N people, and somebody registered. A running gate writes an event each.
show_all() {
  local person
  sed -n "1,$1p" texts >&9
  gate operator register --dir gate --role courier --number $telephone --host-unit 9-7
  gate operator let_in --dir gate --why 1
  await 10 events_are $(($1 + 3)) || { cat status.json system.log >&2; broken "not everybody came"; }
}

# What a pass says of its holder: masked name, tail, building.
told_by_passes() {
  server residents --data server --json </dev/null | jq -r '.residents[] | .name, .tail, .unit'
  printf '%s\n' ${telephone: -4} 9-7
}

the_system_log_of_the_unit_has_no_name_tail_or_building() {
  make_seal_key
  open_street 12
  { told_by_passes; secrets; } | sort -u >secrets
  run_unit
  show_all 12
  rest_gate
  [ "$(grep -c '请通行' system.log)" -ge 12 ] || { cat system.log >&2; broken "nothing was said"; }
  grep -woF -f secrets system.log >told && { cat told >&2; broken "the system log tells"; }
  # A terminal shows them, or somebody asks: then the same search finds them.
  rm -r gate/journal.db*
  run_unit --names
  show_all 12
  rest_gate
  [ "$(grep -woF -f secrets system.log | sort -u | wc -l)" -ge 20 ] || broken "names were asked for and none told"
}

# The table of files in the guide, as patterns.
documented_files() { grep -E '^\| `[^|]*` \|' "$root/docs/terminal.md" | cut -d'|' -f2 | grep -oE '`[^`]+`' | tr -d '`'; }
is_documented() {
  local pattern
  while read -r pattern; do
    # shellcheck disable=SC2053 # it is a pattern
    [[ $1 == $pattern ]] && return
  done <documented
  return 1
}

every_file_of_a_gate_is_in_the_guide() {
  open_street 2
  work_gate
  show_person 1
  documented_files >documented
  find gate ! -type d -printf '%P\n' >files
  [ "$(wc -l <files)" -ge 8 ] || { cat files >&2; broken "hardly any file"; }
  local file
  while read -r file; do
    is_documented "$file" || broken "$file is in no list"
  done <files
}

only_its_own_key_is_private_and_only_it_can_read_it() {
  open_street 1
  work_gate
  show_person 1
  rest_gate
  grep -rlaE 'PRIVATE KEY' gate >private
  [ "$(wc -l <private)" = 1 ] || { cat private >&2; broken "not one key"; }
  [ "$(stat -c %a "$(cat private)")" = 600 ] || broken "others can read $(cat private)"
  local key
  for key in keys/*.key; do
    openssl pkey -in "$key" -outform DER 2>/dev/null | cmp -s - "$(cat private)" && broken "a key of the office"
  done
  find gate -type f -perm /077 -name '*.db*' >open
  [ ! -s open ] || { cat open >&2; broken "others can read the journal"; }
}

# The keys in the journal are those the guide speaks of, and no more.
only_the_keys_of_households_and_neighbours_are_in_the_journal() {
  command -v sqlite3 >/dev/null || { echo "no sqlite3 here: skipped"; return; }
  open_street 1
  work_gate
  show_person 1
  await 15 is_sent 1 || broken "the gate was never let in"
  rest_gate
  [ "$(sqlite3 -readonly gate/journal.db 'select name from secret order by name' | xargs)" = "household neighbour" ] ||
    broken "other secrets are kept"
}

# As the server keeps it: its number, and the key itself under the server's own.
neighbour_key() { sqlite3 -readonly "$(find server -name '*.db' | head -n 1)" 'select neighbour_id, hex(neighbour_key) from area'; }
is_sent() { status_says ".journal.acknowledged == $1"; }

a_gate_that_is_shut_out_hears_and_says_nothing_more_and_its_neighbours_get_another_key() {
  command -v sqlite3 >/dev/null || { echo "no sqlite3 here: skipped"; return; }
  open_street 2
  work_gate
  show_person 1
  await 15 is_sent 1 || broken "the gate was never let in"
  local before
  before=$(neighbour_key)
  [ -n "$before" ] || broken "there was no key"
  server gate remove --data server "$(jq -r .gate status.json)" >>server.log 2>&1 </dev/null ||
    broken "it cannot be shut out"
  show_person 2
  gate sync --dir gate </dev/null
  await 15 grep -q 'token refused by the server' gate.log || { cat gate.log >&2; broken "its token still works"; }
  sleep 1
  is_sent 1 || broken "its key still works"
  [ "$(server events --data server --json </dev/null | jq '.events | length')" = 1 ] || broken "it was heard"
  [ "$(neighbour_key)" != "$before" ] || broken "the neighbours' key is still the same"
}

keep a_thief_finds_no_name_number_or_telephone_on_the_disk_of_a_gate \
  what_was_registered_is_gone_from_the_disk_when_the_server_has_it \
  the_system_log_of_the_unit_has_no_name_tail_or_building \
  every_file_of_a_gate_is_in_the_guide \
  only_its_own_key_is_private_and_only_it_can_read_it \
  only_the_keys_of_households_and_neighbours_are_in_the_journal \
  a_gate_that_is_shut_out_hears_and_says_nothing_more_and_its_neighbours_get_another_key
