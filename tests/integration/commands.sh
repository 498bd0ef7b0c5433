#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What an office does at its desk a person at a terminal does, too.
source "$(dirname "$0")/promises.sh"
source "$(dirname "$0")/community.sh"

# A server that runs, with six people; fewer.csv lacks the last two of them.
open_office() {
  make_server
  city roster --residents 6 >roster.csv
  head -n 5 roster.csv >fewer.csv
  serve
  ends_with 0 desk import roster.csv
}

# preview FILE: its number is in $preview then.
preview() {
  ends_with 0 desk import --preview "$1" --json
  preview=$area/$(jq .preview out)
}

state_of() { desk residents --json </dev/null 2>>err | jq -r ".residents[$1].state"; }

a_roster_is_looked_at_before_it_is_imported_and_taken_back_afterwards() {
  make_server
  city roster --residents 6 >roster.csv
  ends_with 0 desk import --dry-run roster.csv
  says "6 would be added"
  ends_with 0 desk import --preview roster.csv
  says "No server runs, so the preview is not kept"
  serve
  ends_with 0 desk import --preview roster.csv
  says "6 would be added" "line 7" "import --confirm $area/"
  preview roster.csv
  ends_with 0 desk import --confirm "$preview"
  says "6 added"
  ends_with 66 desk import --confirm "$preview"
  head -n 4 roster.csv >changed.csv
  tail -n 1 roster.csv | sed 's/[0-9]\{3\}$/9999/' >>changed.csv
  echo '无名,123,1-1,101' >>changed.csv
  ends_with 65 desk import --preview changed.csv --lang zh
  says "未导入1" "名册里有、文件里没有"
  preview roster.csv
  ends_with 0 desk import --list
  says "$preview" preview "$area/1" "done"
  ends_with 0 desk import --discard "$preview"
  ends_with 66 desk import --confirm "$preview"
  ends_with 0 desk import --undo $area/1
  says "6 removed"
  ends_with 66 desk import --undo $area/99
  [ "$(desk residents --json </dev/null | jq '.residents | length')" = 0 ]
}

who_is_not_in_a_roster_is_gone_once_somebody_has_asked_at_the_door() {
  open_office
  preview fewer.csv
  [ "$(jq .gone out)" = 2 ]
  ends_with 0 desk import --confirm "$preview"
  ends_with 0 desk gone list $area/2
  says "2 are not in the roster, 0 of them confirmed as gone"
  [ "$(state_of 4)" = active ]
  ends_with 64 desk gone confirm $area/2 --evidence "asked at the door"
  ends_with 65 desk gone confirm $area/2 --all
  says "how it was checked"
  ends_with 0 desk gone confirm $area/2 --index 4 --evidence "asked at the door"
  [ "$(state_of 4)" = revoked ] && [ "$(state_of 5)" = active ]
  ends_with 0 desk gone confirm $area/2 --all --evidence "asked at the door" --json
  [ "$(state_of 5)" = revoked ]
  ends_with 0 desk gone undo $area/2 --all
  says "taken back: 2"
  [ "$(state_of 4)" = active ] && [ "$(state_of 5)" = active ]
  ends_with 66 desk gone list $area/99
}

a_certificate_is_issued_verified_and_withdrawn() {
  open_office
  ends_with 1 desk certificate may 0 --kind released
  says "may not be issued"
  ends_with 65 desk certificate issue 0 --kind work --employer "Chang'an Hospital"
  says "no negative test"
  ends_with 0 desk certificate issue 0 --kind forwarded --authority "Xianyang" --number X-17 \
    --until +10d --png certificate.png --svg certificate.svg
  says valid Xianyang
  [ -s certificate.png ] && grep -q '<svg' certificate.svg
  local text
  text=$(grep -o 'TC1:.*' out)
  ends_with 0 desk certificate verify "$text"
  says Xianyang X-17
  ends_with 1 desk certificate verify "${text%?}"
  ends_with 64 desk certificate withdraw 0001
  ends_with 0 desk certificate withdraw 1 --area $area --reason "written for another"
  ends_with 0 desk certificate list
  says withdrawn
  ends_with 0 desk publish
  ends_with 1 desk certificate verify "$text"
  ends_with 0 desk certificate editions
  says 2021-05-11 2022-06-27
}

an_exercise_begins_and_ends() {
  open_office
  ends_with 0 desk drill start --hours 1
  ends_with 65 desk drill start
  ends_with 0 desk drill list
  says exercise
  ends_with 0 desk drill end
  ends_with 66 desk drill end
}

who_comes_for_a_time_has_a_pass_for_as_long() {
  open_office
  ends_with 0 desk visitor add --name "Wang" --unit 3-2 --days 1 --png visitor.png
  says TX1:
  ends_with 0 desk visitor add --role vehicle --plate 陕A12345 --until +4h --terminal
  ends_with 65 desk visitor add --role vehicle --plate 12345
  ends_with 0 desk visitor list
  says 陕A12345 visitor vehicle open
  ends_with 0 desk visitor list --json
  [ "$(jq 'map(.role) | sort | join(" ")' out)" = '"vehicle visitor"' ]
}

contacts_are_traced_by_health_alone() {
  open_office
  ends_with 77 desk trace run 0
  says "trace contacts"
  ends_with 77 desk trace list
  ends_with 64 desk trace show 1
}

keep a_roster_is_looked_at_before_it_is_imported_and_taken_back_afterwards \
  who_is_not_in_a_roster_is_gone_once_somebody_has_asked_at_the_door \
  a_certificate_is_issued_verified_and_withdrawn \
  an_exercise_begins_and_ends \
  who_comes_for_a_time_has_a_pass_for_as_long \
  contacts_are_traced_by_health_alone
