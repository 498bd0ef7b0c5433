#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What an office loses with its machine, and what a backup gives back.
source "$(dirname "$0")/promises.sh"
source "$(dirname "$0")/community.sh"
source "$(dirname "$0")/street/scene.sh"

command -v age >/dev/null || { echo "skipped: age is not installed"; exit 77; }

make_backup_key() { ends_with 0 server backup --data server --new-key backup.key; }
back_up() {
  ends_with 0 server backup --data server --to backups --json "$@"
  backup=$(jq -r .file out)
}
# The machine is gone; what is left lies in ./lost.
lose_the_machine() {
  halt "$server_pid" KILL
  mv server lost
}
restored() { ends_with 0 server restore "$backup" --data server --key backup.key "$@"; }

# re_issue PERSON: his new text.
re_issue() {
  server reissue --data server --evidence "card lost" "$1" --out again.tsv >>server.log 2>&1 </dev/null &&
    cut -f2 again.tsv
}

# A gate that has its news from a server on $port, and has to take what a restored one tells.
gate_hears() { gate sync --dir gate >>gate.log 2>&1 </dev/null || { tail -n 3 gate.log >&2; broken "no news"; }; }
# seq is the second of publication, and one more where that is not higher.
a_second_has_passed() { [ "$(date +%s)" -gt "$(gate status --dir gate --json | jq '[.held.lists[].seq, .held.certs[].seq] | max')" ]; }
publish() { server publish --data server >>server.log 2>&1 </dev/null || broken "not published"; }

# As if a second server over the same database had issued it.
give_the_last_pass_to_another_log() {
  local log
  log=$(find lost/issues -type f | sort | tail -n 1)
  mkdir second
  tail -n 1 "$log" >"second/${log##*/}"
  sed -i '$d' "$log"
}

a_backup_made_while_serving_restores_elsewhere_and_the_gates_go_on() {
  local lost_card new_card
  open_street 5
  make_backup_key
  back_up
  lost_card=$(sed -n 2p texts)
  new_card=$(re_issue 1)
  re_issue 2 >/dev/null
  publish
  gate_hears
  lose_the_machine
  give_the_last_pass_to_another_log
  restored --issues lost/issues --issues second
  says '2 passes put back'
  await 10 a_second_has_passed
  publish
  serve
  gate_hears
  work_gate
  show_person 1
  answered '.verdict == "allow"'
  show_text "$lost_card"
  answered '.name == "superseded"'
  show_text "$new_card"
  answered '.verdict == "allow"'
  rest_gate
  gate_hears
  ends_with 0 server audit verify --data server
  ends_with 0 server issue --data server 3
}

without_an_issue_log_somebody_has_to_choose_what_becomes_of_passes() {
  open_street 3
  make_backup_key
  back_up
  lose_the_machine
  ends_with 77 server restore "$backup" --data server --key backup.key --lang en
  says --issues --raise-generations --keep-generations
  [ ! -e server/office.db ] || broken "something was restored"
  restored --raise-generations
  says 'issue --all'
  publish
  serve
  gate_hears
  work_gate
  show_person 1
  answered '.name == "superseded"'
  server issue --data server --all --out texts.tsv >>server.log 2>&1 </dev/null
  show_text "$(head -n 1 texts.tsv | cut -f2)"
  answered '.verdict == "allow"'
}

indexes_that_somebody_may_have_are_given_to_nobody_else() {
  make_server
  fill_server 3
  make_backup_key
  back_up
  city roster --residents 5 >more.csv
  server import --data server more.csv >>server.log 2>&1 </dev/null
  server issue --data server 4 --area $area >>server.log 2>&1 </dev/null || broken "not issued"
  mv server lost
  restored --issues lost/issues
  says '1 more is of a person'
  server import --data server more.csv >>server.log 2>&1 </dev/null
  [ "$(server residents --data server --json | jq -c '[.residents[].index] | max')" = 6 ] ||
    broken "an index was given twice"
}

who_has_a_backup_and_not_its_key_has_nothing() {
  make_server
  fill_server 3
  make_backup_key
  back_up
  ! grep -aqE 'SQLite|PRIVATE KEY|resident' "$backup" || broken "something stands in clear"
  age-keygen -o other.key 2>/dev/null
  mv server lost
  ends_with 74 server restore "$backup" --data server --key other.key --keep-generations
  says 'age did not come to its end' 'no identity matched'
  says_it_briefly 1
  [ -z "$(ls -A server)" ] || broken "something was left"
  restored --keep-generations
}

a_damaged_backup_is_refused_whole_and_the_next_one_is_taken() {
  make_server
  fill_server 3
  make_backup_key
  back_up
  mv server lost
  head -c $(($(stat -c %s "$backup") - 100)) "$backup" >cut.age
  ends_with 74 server restore cut.age --data server --key backup.key --keep-generations
  [ -z "$(ls -A server)" ] || broken "something was left"
  restored --keep-generations
}

a_restore_that_was_killed_is_done_by_the_same_command() {
  local round
  make_server
  fill_server 3
  make_backup_key
  back_up
  mv server lost
  for round in 1 2 3 4 5 6; do
    timeout -s KILL "0.0$((round * 15))" "$build/server/tongxing-server" restore "$backup" --data server \
      --key backup.key --keep-generations >/dev/null 2>&1 </dev/null || true
    [ ! -f server/office.db ] || rm -rf server
  done
  restored --keep-generations
  [ "$(server residents --data server --json | jq '.residents | length')" = 3 ] || broken "not all"
}

a_backup_lives_for_28_days() {
  make_server
  make_backup_key
  back_up
  back_up --now $(($(date +%s) + 27 * 86400))
  [ "$(ls backups | wc -l)" = 2 ] || broken "one died too early"
  back_up --now $(($(date +%s) + 28 * 86400))
  [ "$(jq .removed out)" = 1 ] && [ "$(ls backups | wc -l)" = 2 ] || broken "one lives for ever"
}

what_is_damaged_or_lost_is_named_with_the_command_that_helps() {
  make_server
  ends_with 66 server backup --data server --to backups --lang en
  says 'backup --new-key'
  make_backup_key
  mv server/at-rest.key at-rest.key
  ends_with 66 server status --data server --lang en
  says at-rest.key 'tongxing-server restore'
  mv at-rest.key server
  printf 'no database at all, but long enough to be one. %4096d' 1 >server/office.db
  rm -f server/office.db-*
  ends_with 65 server status --data server --lang en
  says office.db 'tongxing-server restore'
}

keep a_backup_made_while_serving_restores_elsewhere_and_the_gates_go_on \
  without_an_issue_log_somebody_has_to_choose_what_becomes_of_passes \
  indexes_that_somebody_may_have_are_given_to_nobody_else \
  who_has_a_backup_and_not_its_key_has_nothing \
  a_damaged_backup_is_refused_whole_and_the_next_one_is_taken \
  a_restore_that_was_killed_is_done_by_the_same_command \
  a_backup_lives_for_28_days \
  what_is_damaged_or_lost_is_named_with_the_command_that_helps
