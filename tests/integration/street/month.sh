#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A month in which the gate hears nothing of its server.
source "$(dirname "$0")/../promises.sh"
source "$(dirname "$0")/../community.sh"
source "$(dirname "$0")/scene.sh"

day_s=86400
people=4

a_day_of_people() {
  local person
  move_time $day_s
  for person in $(seq $people); do
    show_person "$person"
    answered '.verdict == "allow"'
  done
}

# Both journals tell the same: number, second, person, reason.
told_by_the_gate() { gate journal --dir gate --json | jq -c '[.seq, .at, .area, .index, .reason, .list_seq]'; }
told_by_the_server() {
  server events --data server --json </dev/null |
    jq -c '.events | sort_by(.seq) | .[] | [.seq, .at, .area, .index, .reason, .list_seq]'
}
every_event_arrived() { [ "$(server events --data server --json </dev/null | jq '.events | length')" = "$1" ]; }

# A rush's last events are written within half a second.
journal_is_whole() {
  status_says ".journal.acknowledged == 0 and .journal.next_seq == $((30 * people + 2))"
}

residents_pass_for_a_month_without_a_network_and_every_event_arrives_after_it() {
  open_street $people
  halt "$server_pid"
  local start now day
  start=$(date +%s)
  work_gate --now "$start"
  show_person 1
  answered '.verdict == "allow" and (.stale_notice | not)'
  for day in $(seq 30); do a_day_of_people; done
  answered '.stale_notice and .name == "ok_with_notice"'
  now=$((start + 30 * day_s))
  tail -n 1 answers | jq -e "(.at - .data_as_of) >= 30 * $day_s - 60 and .at == $now" >/dev/null ||
    broken "the answer does not say how old the data is"
  await 10 journal_is_whole ||
    { cat status.json >&2; broken "the journal is not whole"; }
  rest_gate
  told_by_the_gate >of_the_gate
  serve
  gate sync --dir gate --now "$now" >>gate.log 2>&1 </dev/null || true
  await 10 every_event_arrived $((30 * people + 1)) || { tail -n 5 gate.log >&2; broken "not all came"; }
  told_by_the_server >of_the_server
  cmp of_the_gate of_the_server || { diff of_the_gate of_the_server | head -n 4 >&2; broken "they differ"; }
}

a_gate_that_starts_on_the_thirtieth_day_says_how_old_its_news_is() {
  open_street 1
  halt "$server_pid"
  work_gate --now $(($(date +%s) + 30 * day_s))
  show_person 1
  answered '.verdict == "allow" and .stale_notice'
  ends_with 0 gate --lang en status --dir gate
  says "1 record as of"
}

# Two gates that were let in once, a server that is gone, and a phone with a pass of its own.
open_dark_street() {
  open_street 1
  server issue --data server 0 --holder-key "$(phone new phone.key)" --out held.tsv >>server.log 2>&1 </dev/null
  server publish --data server >>server.log 2>&1 </dev/null
  gate sync --dir gate >>gate.log 2>&1 </dev/null
  mv gate west
  make_gate
  gate sync --dir gate >>gate.log 2>&1 </dev/null
  halt "$server_pid"
}

# Each gate that starts here knows its neighbours from its own disk alone.
after_a_power_cut_in_that_month_a_code_shown_at_one_gate_is_refused_at_the_next() {
  open_dark_street
  local month=$(($(date +%s) + 30 * day_s)) live
  live=$(phone show --pass "$(cut -f2 held.tsv)" --key phone.key --now $month)
  work_gate --alone --peers lo --now $month
  printf '%s\n' "$live" |
    gate run --dir west --alone --peers lo --now $month --json stdin: >west.answer 2>>gate.log
  jq -e '.verdict == "allow"' west.answer >/dev/null || { cat west.answer >&2; broken "not let in at the first"; }
  show_text "$live"
  answered '.name == "replayed"'
}

keep residents_pass_for_a_month_without_a_network_and_every_event_arrives_after_it \
  a_gate_that_starts_on_the_thirtieth_day_says_how_old_its_news_is \
  after_a_power_cut_in_that_month_a_code_shown_at_one_gate_is_refused_at_the_next
