#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Scanners and a temperature sensor on serial lines, set up by nobody.
source "$(dirname "$0")/../promises.sh"
source "$(dirname "$0")/../community.sh"
source "$(dirname "$0")/scene.sh"

# scan BYTES: sent by the scanner, its answer awaited.
scan() {
  local before
  before=$(count_answers)
  send scanner "$1"
  await 5 answers_reach $((before + 1)) || { tail -n 3 gate.log >&2; broken "no answer to it"; }
}

# page_says WORDS: on the guard's page, within two seconds.
page_says() {
  timeout 3 curl -sN "http://127.0.0.1:$page_port/api/guard" >page.txt
  grep -qF -- "$1" page.txt
}
work_with_page() {
  page_port=$(free_port)
  work_gate --alone --page "127.0.0.1:$page_port" "$@"
}
# said_everywhere WORDS: log, status, page.
said_everywhere() {
  await 5 grep -qF -- "$1" gate.log || { cat gate.log >&2; broken "the log does not say \"$1\""; }
  await 5 status_tells "$1" || { cat status.txt >&2; broken "the status does not say \"$1\""; }
  page_says "$1" || { cat page.txt >&2; broken "the page does not say \"$1\""; }
}
status_tells() {
  gate status --dir gate --lang en >status.txt 2>&1 </dev/null
  grep -qF -- "$1" status.txt
}
status_is_silent_about() { ! status_tells "$1"; }

# text_of N: a percent sign may stand in a code.
text_of() { sed -n "$1p" texts | sed 's/%/%%/g'; }

a_scanner_that_nobody_set_up_lets_people_in_and_is_spoken_of() {
  open_street 8
  lay_line scanner
  work_with_page serial:scanner
  scan "]Q1$(text_of 1 | tr A-Z a-z)\t"
  answered '.verdict == "allow" and .pass.index != null'
  scan "  $(text_of 2) \r\n"
  answered '.verdict == "allow"'
  local i
  for i in 3 4 5; do
    scan "$(text_of $i)"
    answered '.verdict == "allow"'
  done
  said_everywhere 'suffix to CR'
  scan "$(text_of 6)\r"
  await 5 status_is_silent_about 'suffix to CR' || broken "still said of a scanner that has one"
  send scanner '\330\261\215' # behind an admission it is nobody's, and still spoken of
  said_everywhere 'speed or parity'
}

a_scan_that_was_broken_off_costs_the_next_person_nothing() {
  open_street 2
  lay_line scanner
  work_gate --alone serial:scanner
  scan "$(text_of 1 | head -c 60)"
  answered '.verdict != "allow"'
  scan "$(text_of 2)\r"
  answered '.verdict == "allow"'
}

measure_people() {
  open_street "$1"
  jq -n '{area: 610113001001, document: "〔2026〕9号", issuer: "本社区",
    until: "2027-12-31", rules: [{topic: "temperature", limit: "37.3"}]}' >warm.json
  publish_policy warm.json --accept tried
  gate sync --dir gate >>gate.log 2>&1 </dev/null || { cat gate.log >&2; broken "no news"; }
  lay_line sensor
}

# comes_with LINE N: a person and the line that the sensor sends of them.
comes_with() {
  send sensor "$1"
  sleep 0.1
  show_person "$2"
}

nobody_with_a_fever_passes_for_the_air_around_them() {
  measure_people 12
  work_gate --alone --thermometer sensor
  local line n=0
  for line in 'Ambient = 24.51*C\tObject = 38.62*C' 'TA=25.1,TO=38.9' '37,9' '101.3F' \
    '体温：38.9℃' '37 .9'; do
    n=$((n + 1))
    comes_with "$line\r\n" $n
    answered '.verdict != "allow"'
  done
  comes_with 'TA=38,1 TO=36,4\r\n' 11
  answered '.verdict == "allow"'
  comes_with '97.7 F\n' 12
  answered '.verdict == "allow"'
}

a_sensor_that_measures_nobody_is_spoken_of_with_its_line() {
  measure_people 1
  work_with_page --thermometer sensor
  local i
  for i in $(seq 10); do send sensor 'P1 36.5 P2 36.8\r\n'; done
  said_everywhere 'P1 36.5 P2 36.8'
  send sensor '36.5\r\n'
  await 5 status_is_silent_about 'P1 36.5' || broken "still said of a sensor that measures"
}

keep a_scanner_that_nobody_set_up_lets_people_in_and_is_spoken_of \
  a_scan_that_was_broken_off_costs_the_next_person_nothing \
  nobody_with_a_fever_passes_for_the_air_around_them \
  a_sensor_that_measures_nobody_is_spoken_of_with_its_line
