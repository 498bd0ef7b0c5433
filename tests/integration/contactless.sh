#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A resident gets a pass onto a phone without standing in line: real server, real gate, and a phone
# that signs as one does.
source "$(dirname "$0")/promises.sh"
source "$(dirname "$0")/community.sh"
source "$(dirname "$0")/holder.sh"

# A server that serves ten people, and a gate that has its lists.
open_community() {
  make_server
  fill_server 10
  serve
  origin=http://127.0.0.1:$port
}

# What a gate with the newest lists says of a pass shown live.
verdict_of() {
  phone show --pass "$1" --key "$2" >live
  gate decide "$(cat live)" --dir gate --json >decided 2>err </dev/null
  jq -r '"\(.verdict) \(.name)"' decided
}

a_slip_and_a_phone_make_a_pass_that_a_gate_admits() {
  open_community
  make_gate
  ends_with 0 server claim home 1号楼1单元 101 --data server --json
  phone new phone.pem >phone.pub
  apply 2 "$(jq -r '.claims[0].code' out)" phone.pem
  answers_with 201
  [ "$(jq -r .state out)" = approved ] || broken "$(cat out)"
  jq -r .pass.text out >pass
  me phone.pem
  [ "$(jq -r '.passes[0].text' out)" = "$(cat pass)" ] || broken "another pass"
  ends_with 0 server publish --data server
  ends_with 0 gate sync --dir gate
  [ "$(verdict_of "$(cat pass)" phone.pem)" = "allow ok" ] || broken "$(cat decided)"
}

a_new_phone_by_ones_own_code_kills_the_pass_of_the_old_one() {
  open_community
  make_gate
  ends_with 0 server claim home 1-1 101 --data server --json
  phone new old.pem >old.pub
  apply 2 "$(jq -r '.claims[0].code' out)" old.pem
  jq -r .pass.text out >old
  ends_with 0 server claim person "$(sed -n 2p roster.csv | cut -d, -f3)" --data server --json
  phone new new.pem >new.pub
  apply 2 "$(jq -r '.claims[0].code' out)" new.pem
  answers_with 201
  jq -r .pass.text out >new
  sleep 1 # a list is dated behind the newest pass
  ends_with 0 server publish --data server
  ends_with 0 gate sync --dir gate
  [ "$(verdict_of "$(cat old)" old.pem)" = "deny superseded" ] || broken "$(cat decided)"
  [ "$(verdict_of "$(cat new)" new.pem)" = "allow ok" ] || broken "$(cat decided)"
}

the_office_decides_at_its_desk_on_what_waits() {
  open_community
  phone new phone.pem >phone.pub
  apply 3 "" phone.pem
  answers_with 201
  [ "$(jq -r .state out)" = waiting ] || broken "$(cat out)"
  ends_with 0 server application list --data server --lang zh
  says 没有这一户的领证码 "$(sed -n 3p roster.csv | cut -d, -f1)"
  ends_with 65 server application approve 1 --data server
  says 'how it was checked'
  ends_with 0 server application approve 1 --reason '本人到场' --data server
  ends_with 65 server application approve 1 --reason '再来' --data server
  ends_with 0 server application list --state approved --data server
  says 本人到场
  me phone.pem
  [ "$(jq '.passes | length' out)" = 1 ] || broken "no pass"
  ends_with 0 server passes --data server
  says 'phones 1'
  ends_with 0 server issue --all --data server
  says '0 passes'
  ends_with 0 server passes --lacking --data server
  [ ! -s out ] || broken "$(cat out)"
}

slips_for_all_homes_are_a_line_each_and_shown_once() {
  make_server
  city roster --residents 40 >roster.csv
  ends_with 0 server import --data server roster.csv
  ends_with 0 server claim all --data server
  local homes
  homes=$(tail -n +2 roster.csv | cut -d, -f5,6 | sort -u | wc -l)
  [ "$(grep -c until out)" = "$homes" ] || broken "$homes homes, $(wc -l <out) slips"
  [ "$(grep -oE '[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]' out | sort -u | wc -l)" = "$homes" ]
  ends_with 0 server claim all --data server
  [ ! -s out ] || broken "slips twice"
  ends_with 0 server claim list --data server
  says open
  ends_with 66 server claim home 99 999 --data server
  says 'nobody in building 99'
}

a_person_is_added_moved_and_found_at_the_desk() {
  make_server
  city roster --residents 10 >roster.csv
  ends_with 0 server import --data server roster.csv
  ends_with 0 server resident add --name 单晓燕 --id-type 护照 --id-number E10000001 --unit 1-1 \
    --room 101 --data server
  says '单晓燕 0001'
  ends_with 65 server resident add --name 单晓燕 --id-type 护照 --id-number E10000001 --unit 1-1 \
    --room 101 --data server
  says 'already: index 10'
  ends_with 0 server resident edit E10000001 --room 901 --data server
  ends_with 0 server resident homes --unit 1号楼1单元 --data server
  grep -q '901 *单\*燕' out || broken "$(cat out)"
  ends_with 0 server residents --find sxy --data server
  says '单*燕'
}

keep a_slip_and_a_phone_make_a_pass_that_a_gate_admits \
  a_new_phone_by_ones_own_code_kills_the_pass_of_the_old_one \
  the_office_decides_at_its_desk_on_what_waits \
  slips_for_all_homes_are_a_line_each_and_shown_once \
  a_person_is_added_moved_and_found_at_the_desk
