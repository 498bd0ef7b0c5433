#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A community set up by one command, as people type it; and the tour as it stands in docs/tour.md.
source "$(dirname "$0")/promises.sh"

# The tour's ports are everybody's: here they are those of a network of its own.
[ -n "${TONGXING_OWN_NETWORK:-}" ] || {
  unshare -rn true 2>/dev/null || { echo "no network namespaces here: skipped"; exit 77; }
  TONGXING_OWN_NETWORK=1 exec unshare -rn "$0" "$@"
}
ip link set lo up
export PATH=$build/keys:$build/server:$build/gate-client:$build/tests/city:$PATH

# typed SECTION: what the tour tells people to type in that section.
typed() {
  awk -v heading="## $1 " 'index($0, "## ") == 1 { here = index($0, heading) == 1 }
    here && /^    / { print substr($0, 5) }' "$root/docs/tour.md"
}

# Its gate and server end with the shell; the gate is given time to start and to hear of its server.
run_tour() {
  {
    echo 'set -em; trap "kill %1 %2 || true" EXIT'
    cat
    echo 'sleep 1'
  } >commands
  bash commands >out 2>err </dev/null || { cat out err >&2; broken "the tour ends with $?"; }
}

the_tour_opens_a_gate_by_four_commands_and_then_without_a_server() {
  [ "$(typed 1 | wc -l)" -le 4 ] || broken "more than four commands"
  { typed 1; typed 2; } | run_tour
  [ "$(grep -c 请通行 out)" = 2 ] || { cat out err >&2; broken "the gate did not open twice"; }
}

the_tour_s_steps_do_what_it_says() {
  { typed 3; typed 4 | sed 's/sleep 15/sleep 1/'; typed 5; } | run_tour
  grep -q 请通行 out || { cat out err >&2; broken "the gate did not open twice"; }
}

# --- six questions ------------------------------------------------------------------------------

# answer WORDS ANSWER …: typed at a terminal, each when the words before it were asked.
answer() {
  while [ $# -gt 0 ]; do echo "$1|$2"; shift 2; done
}

community() { tongxing-server setup --data server "$@"; }

six_questions_are_asked_and_what_is_wrong_with_an_answer_is_said_at_once() {
  city roster --residents 3 >roster.csv
  answer 1/6 '' 1/6 曲江社区 2/6 610113 2/6 610113001000 2/6 610113001002 3/6 abc 3/6 029-1234 \
    4/6 http://x 4/6 127.0.0.1 5/6 police 5/6 '' 6/6 nowhere.csv 6/6 roster.csv |
    "$root/tests/integration/answers.py" tongxing-server setup --data server --lang en >out 2>err ||
    { cat out err >&2; broken "the questions end with $?"; }
  says 'The community needs a name' '"610113" is no area code' \
    '"610113001000" is no community' '"abc" should be at most' '"http://x" is no address' \
    'not "police"' 'roster nowhere.csv is not there' '3 rows: 3 added' 'its passphrase' TE1:
  [ -s server/paper/account-office.pdf ] && [ -s server/paper/account-street.pdf ]
  [ -s server/paper/cards.pdf ] && [ -e server/root/root.key ] && [ ! -e server/keys/root.key ]
  ends_with 0 server residents --data server --json
  [ "$(jq '.residents | length' out)" = 3 ]
  for use in issue status policy certificate seal; do
    [ -s "server/keys/$use.key" ] || broken "no key for $use"
  done
}

who_hangs_up_has_set_up_nothing() {
  local status=0
  answer 1/6 曲江社区 2/6 $'\x04' | "$root/tests/integration/answers.py" tongxing-server setup \
    --data server --lang en >out 2>err || status=$?
  [ $status = 66 ] || { cat out err >&2; broken "status $status"; }
  says 'nothing was set up'
  [ ! -e server ] || broken "a folder was left"
}

# wrong LINE SENTENCE: a file of answers with this line instead of the good one.
wrong() {
  { grep -v "^${1%% *}" good; echo "$1"; } >bad
  ends_with 65 community --from bad --lang en
  says "bad, line" "$2"
  says_it_briefly 1
  ends_with 65 community --from bad --lang zh
  says_it_briefly 1
  [ ! -e server ] || broken "a folder was left"
}

answers_in_a_file_are_taken_or_one_sentence_says_which_is_wrong() {
  printf '%s\n' 'community = 曲江社区' 'area = 610113001002' 'address = 127.0.0.1' >good
  wrong 'area = 61' 'no area code of 12 digits'
  wrong 'community = 这个社区的名称实在太长了怎么也写不下在一张卡片的抬头上' 'too long'
  wrong 'roster = /nowhere' 'roster /nowhere is not there'
  wrong 'colour = red' 'there is no answer "colour"'
  grep -v area good >bad
  ends_with 65 community --from bad --lang en
  says 'bad lacks area'
  ends_with 64 community --lang en
  says --from
  ends_with 0 community --from good
  ends_with 65 community --from good --lang en
  says 'holds an office already'
  says_it_briefly 1
}

a_roster_without_one_good_row_is_mended_and_the_setup_goes_on() {
  printf '%s\n' 'community = 曲江社区' 'area = 610113001002' 'roster = roster.csv' >good
  printf '姓名,证件号码,楼栋,房号\n秦建,1,1-1,101\n' >roster.csv
  ends_with 65 community --from good --lang en
  says 'no row could be imported' 'run setup again'
  city roster --residents 3 >roster.csv
  ends_with 0 community --lang en
  says 'what was answered before' '3 rows: 3 added'
  [ ! -e server/setup.ini ]
}

[ $# = 0 ] || { keep "$@"; exit; }

keep the_tour_opens_a_gate_by_four_commands_and_then_without_a_server \
  the_tour_s_steps_do_what_it_says \
  six_questions_are_asked_and_what_is_wrong_with_an_answer_is_said_at_once \
  who_hangs_up_has_set_up_nothing \
  answers_in_a_file_are_taken_or_one_sentence_says_which_is_wrong \
  a_roster_without_one_good_row_is_mended_and_the_setup_goes_on
