#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What one person alone cannot do to another, through the command line of the real server.
source "$(dirname "$0")/promises.sh"
source "$(dirname "$0")/community.sh"

colour_of() { server residents --data server --json | jq -r ".residents[$1].health"; }
state_of() { server residents --data server --json | jq -r ".residents[$1].state"; }

# An office with twenty people and one account.
found_office() {
  make_server
  city roster --residents 20 >roster.csv
  ends_with 0 server import --data server roster.csv
}

# The street's account is the second.
sign_in_the_second() {
  (umask 077 && echo 'lantern orchid 47 tram' >password)
  ends_with 0 server account code street --data server --json
  ends_with 0 server account activate street "$(jq -r .code out)" --data server \
    --password-file password
}

# It has confirmed what was done before: request 1.
open_office() {
  found_office
  sign_in_the_second
  ends_with 0 as_street request second 1
}

as_street() { server --login street --password-file password --data server "$@"; }

one_person_turns_nobody_red_whatever_they_try() {
  open_office
  ends_with 65 server state 3 health red --data server
  says A1 B5
  ends_with 0 server state 3 health red --ground A3 --evidence XH-17 --data server
  says "another body"
  ends_with 77 server request second 2 --data server --password-file password
  ends_with 77 as_street request second 2
  says health
  [ "$(colour_of 3)" = unknown ]
}

two_people_of_two_bodies_suspend_a_pass() {
  open_office
  ends_with 0 server suspend 4 --ground B4 --evidence PSB-7 --data server
  [ "$(state_of 4)" = active ]
  ends_with 77 server --login street --password-file roster.csv request list --data server
  ends_with 0 as_street request second 2
  [ "$(state_of 4)" = suspended ]
  ends_with 65 as_street request second 2
  ends_with 0 server reinstate 4 --data server
  [ "$(state_of 4)" = active ]
  ends_with 0 server audit verify --data server
}

# shows PASS: to the gate, whose reason is then $reason, 0 where it opens.
shows() {
  local before
  before=$(cat answers 2>/dev/null | wc -l)
  cat "$1" >&9
  await 10 answers_reach $((before + 1)) || { cat gate.log >&2; broken "no answer to $1"; }
  reason=$(tail -n 1 answers | jq .reason)
}

# exempted_pass FILE: what is issued to person 5.
exempted_pass() {
  ends_with 0 server issue --data server 5 --out pass.tsv
  cut -f2 pass.tsv >"$1"
}

# The gate asks for news when it starts.
start_gate_anew() {
  exec 9>&-
  halt "$gate_pid"
  run_gate
}

an_exemption_opens_a_gate_until_two_people_take_it_away() {
  found_office
  allow_everybody | jq '.orders[0].rules[0] += {keeps_home: true,
    logic: {"if": [{"var": "pass.exempt.swab"}, true, false]}}' >policy.json
  publish_policy policy.json --accept "nobody else passes"
  exempted_pass plain
  ends_with 65 server exempt 5 swab --data server
  ends_with 0 server exempt 5 swab --evidence ZD-1 --data server
  exempted_pass exempt
  serve
  make_gate
  run_gate
  await 20 gate_holds_a_list || { cat gate.log >&2; broken "the gate got no list"; }
  shows plain
  [ "$reason" != 0 ] || broken "it opens to whoever is not exempt"
  shows exempt
  [ "$reason" = 0 ] || broken "it is shut: $(tail -n 1 answers)"
  ends_with 0 server exempt 5 --evidence ZD-2 --reason "well again" --data server
  number=$(server request list --data server --json | jq '.requests[] | select(.act == "exemption").id')
  ends_with 77 server request second "$number" --data server --password-file street.password
  ends_with 0 server --login street --password-file street.password --data server request second "$number"
  ends_with 0 server publish --data server
  held=$(lists_held)
  start_gate_anew
  await 20 holds_newer_lists || { cat gate.log >&2; broken "the gate got no newer list"; }
  shows exempt
  [ "$reason" != 0 ] || broken "it opens still: $(tail -n 1 answers)"
  exempted_pass again
  start_gate_anew # it hears nobody twice within seconds
  shows again
  [ "$reason" != 0 ] || broken "the next pass is exempt"
}
lists_held() { gate status --dir gate --json 2>/dev/null | jq -S .held.lists; }
holds_newer_lists() { [ "$(lists_held)" != "$held" ]; }

a_refusal_says_why_and_nothing_is_done() {
  open_office
  ends_with 0 server revoke 5 --ground B5 --evidence "index 6" --data server
  ends_with 65 as_street request refuse 2
  ends_with 0 as_street request refuse 2 --reason "index 6 is another person"
  ends_with 0 server request list --all --json --data server
  [ "$(jq -r '.requests[0].reply' out)" = "index 6 is another person" ]
  [ "$(state_of 5)" = active ]
}

a_holder_who_lost_a_card_needs_one_person() {
  open_office
  ends_with 65 server suspend 6 --ground B1 --data server
  ends_with 0 server suspend 6 --ground B1 --evidence "by telephone" --data server
  [ "$(state_of 6)" = suspended ]
}

an_appeal_is_written_down_and_answered_by_who_took_no_part() {
  open_office
  ends_with 0 server suspend 6 --ground B1 --evidence "by telephone" --data server
  ends_with 0 server --lang zh appeal make 6 state --way paper --reason 我没有挂失 --data server
  says '待答复  6  通行证 B1' 我没有挂失
  ends_with 77 server appeal lift 1 --reason "a mistake" --data server
  ends_with 0 as_street --lang zh appeal lift 1 --reason 误挂
  says '解除' 误挂
  [ "$(state_of 6)" = active ]
}

a_killed_server_has_seconded_whole_or_not_at_all() {
  open_office
  local person outcome wanted database=()
  for person in 0 1 2 3 4 5 6 7; do
    ends_with 0 server suspend $person --ground B4 --evidence "PSB-$person" --data server
    find_database --data server
    "$build/server/tongxing-server" "${database[@]}" --login street --password-file password \
      --data server request second $((person + 2)) >/dev/null 2>&1 </dev/null &
    sleep "0.$((RANDOM % 30 + 10))"
    kill -9 $! 2>/dev/null || true
    wait $! 2>/dev/null || true
  done
  ends_with 0 server request list --all --json --data server
  jq -r '.requests[] | select(.act == "state") | "\(.index) \(.outcome)"' out >outcomes
  ends_with 0 server residents --data server --json
  while read -r person outcome; do
    wanted=active
    [ "$outcome" != done ] || wanted=suspended
    [ "$(jq -r ".residents[$person].state" out)" = $wanted ] || broken "$person is not $wanted"
  done <outcomes
  ends_with 0 server audit verify --data server
}

a_policy_stands_when_another_body_has_seconded_it() {
  open_office
  allow_everybody >policy.json
  ends_with 0 server policy publish policy.json --data server
  says 'waits for another body'
  ends_with 77 server request second 2 --data server --password-file password
  ends_with 0 server policy list --data server --json
  [ "$(jq '.policies | length' out)" = 0 ] || broken "one person published a policy"
  ends_with 0 as_street request list
  says 'policy of draft 1'
  ends_with 0 as_street request second 2
  ends_with 0 server policy list --data server --json
  [ "$(jq '.policies | length' out)" = 1 ] || broken "two people did not publish it"
  ends_with 0 server audit verify --data server
}

one_person_imports_and_issues_to_twenty_and_asks_for_more() {
  open_office
  city roster --residents 70 >more.csv
  ends_with 77 server --lang en import more.csv --data server
  says '20 are left' 'this is 50' 'request bulk add'
  ends_with 77 server --lang zh import more.csv --data server
  says '还剩20人' '这次要50人' '另一单位的人复核'
  ends_with 0 server --lang en request bulk add 50 --reason "building 9" --data server
  says 'waits for a person of another body' street
  ends_with 77 server import more.csv --data server
  ends_with 0 as_street --lang zh request list
  says '成批登记：50人'
  ends_with 0 as_street request second 2
  ends_with 0 server import more.csv --data server
  ends_with 0 server --lang en issue --all --data server
  says '70 passes were issued'
  ends_with 77 server --lang en reissue --all --data server
  says 'this is 70' 'request bulk passes'
  ends_with 77 server --lang en reissue 3 --data server
  says "would die"
  ends_with 0 server reissue 3 --evidence "at the desk, card seen" --data server
  ends_with 0 server audit verify --data server
}

the_second_account_sees_what_was_done_without_it_and_undoes_it() {
  found_office
  ends_with 0 server issue 3 --data server
  ends_with 0 server resident add --data server --name 李四 --id-type 护照 --id-number E0000001 \
    --unit 9-1 --room 101
  sign_in_the_second
  ends_with 0 as_street --lang zh request list
  says '待复核     建立时：第1号导入，登记20人' '办证1张' '登记名册20号 李*'
  ends_with 77 server request refuse 1 --reason no --data server --password-file password
  ends_with 65 as_street request refuse 1
  ends_with 65 as_street request second 2 9
  ends_with 0 as_street --lang zh request refuse 1 3 --reason "查无此户"
  says '已撤销' '从名册撤去19人，注销1张证' '从名册撤去1人'
  ends_with 0 server residents --data server --json
  [ "$(jq -r '.residents[] | "\(.index) \(.state)"' out)" = "3 revoked" ] || broken "not undone"
  ends_with 0 as_street --lang en request second 2
  says confirmed 'passes issued: 1'
  ends_with 0 server audit verify --data server
}

# What was typed stands in the sentence, and what is shown is in the reader's language.
a_clerk_is_told_in_words_what_was_wrong() {
  open_office
  ends_with 65 server suspend 3 --data server --lang zh
  says '请给出依据'
  ends_with 65 server suspend 3 --ground Z9 --data server --lang zh
  says '“Z9”不是依据'
  ends_with 65 server state 3 health purple --ground A3 --evidence XH-1 --data server
  says 'The value "purple" is no value of that field'
  ends_with 65 server state 3 helth red --ground A3 --evidence XH-1 --data server --lang zh
  says '项目“helth”应为'
  ends_with 65 server reinstate 3 --data server --lang zh
  says '已经是这个状态（正常）'
  ends_with 0 server request list --data server --lang zh
  says '没有待复核的请求'
  ends_with 0 server suspend 3 --ground B4 --evidence PSB-7 --data server
  ends_with 0 server request list --data server --lang zh
  says '待复核 ' 暂停通行证
  ends_with 0 server account list --data server --lang zh
  says '工作人员、负责人、管理员'
  ends_with 0 server request grounds --data server --lang zh
  says '混管或抗原阳性，待单人复核'
}

# Whoever reads a password is that person from then on.
a_password_file_that_others_may_read_is_refused() {
  open_office
  chmod 640 password
  ends_with 77 server --login street --password-file password request list --data server --lang en
  says "password can be read by others: run chmod 600 'password'"
  ends_with 77 server --login street --password-file password request list --data server --lang zh
  says "密码文件 password 可被他人读取，请执行：chmod 600 'password'"
  says_it_briefly 1
  chmod 600 password
  ends_with 0 as_street request list
  server --login street --password-file - request list --data server <password >out 2>err ||
    { cat out err >&2; broken "standard input is refused"; }
}

keep one_person_turns_nobody_red_whatever_they_try \
  two_people_of_two_bodies_suspend_a_pass \
  an_exemption_opens_a_gate_until_two_people_take_it_away \
  a_refusal_says_why_and_nothing_is_done \
  a_holder_who_lost_a_card_needs_one_person \
  a_policy_stands_when_another_body_has_seconded_it \
  one_person_imports_and_issues_to_twenty_and_asks_for_more \
  the_second_account_sees_what_was_done_without_it_and_undoes_it \
  an_appeal_is_written_down_and_answered_by_who_took_no_part \
  a_clerk_is_told_in_words_what_was_wrong \
  a_password_file_that_others_may_read_is_refused \
  a_killed_server_has_seconded_whole_or_not_at_all
