#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Statements, orders, codes and pictures as people hand them in.
source "$(dirname "$0")/promises.sh"
source "$(dirname "$0")/community.sh"
source "$(dirname "$0")/street/scene.sh"
source "$(dirname "$0")/reports_scene.sh"

# --- statements -----------------------------------------------------------------------------------

open_filled_office() {
  open_empty_office
  city roster --residents 40 >roster.csv
  cp -r empty server
  server import --data server roster.csv >/dev/null </dev/null
  mv server filled
  city roster --residents 40 | tail -n +2 | cut -d, -f3 >numbers
}
number() { sed -n "$(($1 + 1))p" numbers; }

# feeds FILE ADDED REFUSED FILTER: what a feed says, and what jq says of the residents, by index.
feeds() {
  local file=$1 status=0
  rm -rf server
  cp -r filled server
  [ "$3" = 0 ] || status=65
  ends_with $status server --lang en --now "$now" feed --data server "$file"
  says "$2 added" "$3 refused"
  server --now "$now" residents --data server --json </dev/null | jq -e "[.residents[]] | $4" >/dev/null || {
    server --now "$now" residents --data server --json </dev/null | jq -c '.residents[:8][] | [.health, .test, .record]' >&2
    broken "$file: not $4"
  }
}
# sampled_at N DAY: of the record of resident N, 16:00 UTC the day before being midnight in China.
sampled_at() { echo "(.[$1].record % 524288) * 1800 + 1577836800 == $(date -u -d "$2" +%s)"; }

a_time_is_taken_as_people_write_it_or_its_row_is_named() {
  open_filled_office
  local head='证件号码,项目,结果,来源,时间' risk='行程,风险区或境外旅居史,city'
  printf '%s\n%s,核酸,阴性,lab,20261127\n%s,核酸,阴性,lab,46353\n%s,核酸,阴性,lab,2026/11/27 8:00\n' \
    "$head" "$(number 0)" "$(number 1)" "$(number 2)" >own/feed-day-as-number.csv
  each feeds feed-day-as-number.csv 3 0 "$(sampled_at 0 '2026-11-26 16:00') and $(sampled_at 1 '2026-11-26 16:00')"
  printf '%s,有效期至\n%s,%s,2026-11-27 08:00,20261231\n%s,%s,2026-11-27 08:00,2026-11-28\n%s,%s,2026-11-27 08:00,2026年12月31日\n%s,%s,2026-11-27 08:00,2025-12-01\n' \
    "$head" "$(number 0)" $risk "$(number 1)" $risk "$(number 2)" $risk "$(number 3)" $risk >own/feed-risk-until.csv
  each feeds feed-risk-until.csv 3 1 '[.[:3][].travel] == ["risk", "risk", "risk"]'
  printf '%s,有效期至\n' "$head" >own/feed-risk-dates.csv
  local n=0 until
  for until in 2026-11-28 '2026-11-28 23:59' 20261231 46022 2026-11-29 '2026/12/31 0:00' ''; do
    printf '%s,%s,2026-11-27 08:00,%s\n' "$(number $n)" $risk "$until" >>own/feed-risk-dates.csv
    n=$((n + 1))
  done
  each feeds feed-risk-dates.csv 6 1 '[.[0, 1, 2, 4, 5, 6].travel] | all(. == "risk")'
  says 'line 5, valid_until'
  printf '%s\n%s,行程,无异常,city,2026-11-26 08:00\n%s,%s,20261127\n%s,行程,无异常,city,2026-11-26 08:00\n%s,%s,2026-11-27\n' \
    "$head" "$(number 0)" "$(number 0)" $risk "$(number 1)" "$(number 1)" $risk >own/feed-risk-newer.csv
  each feeds feed-risk-newer.csv 4 0 '[.[:2][].travel] == ["risk", "risk"]'
}

words_and_numbers_of_a_feed_are_taken_or_refused_by_name() {
  open_filled_office
  local n=0 word head='证件号码,项目,结果,来源,时间'
  for word in 阴性 '阴性 ' 阴 '(-)' - '阴性(-)' '阴性（-）' 未检出 negative NEGATIVE neg Neg 阳性 阳 '(+)' + '阳性(+)' 检出 'Not Detected' 待复检 可疑 无效 未检测 0 1; do
    printf '%s,核酸,%s,lab,2026-11-27 08:00\n' "$(number $n)" "$word"
    n=$((n + 1))
  done | sed "1i $head" >own/feed-values.csv
  each feeds feed-values.csv 13 6 '([.[:12][].test] | all(. == "negative")) and .[12].test == "none"'
  says '6 rows restrain somebody'
  n=0
  for word in '2026-11-27 16:00' '2026/11/27 8:05' '2026/11/27 08:05:09' 2026/11/27 2026-11-27T08:00:00Z \
    '2026-11-27 08:05:09.123' '2026/11/27 8:05:09 AM' '2026/11/27 上午 8:05:09' 20261127 20261127080509 \
    202611270805 46353.337 46353 2026年11月27日 '2026年11月27日 8时5分' '2026-11-27 8:5' \
    2026-11-27T08:05+08:00 2026-11-27T08:05+0800 '2026.11.27 08:05' '2026-11-26 24:00' '2026-11-27  08:05' \
    '2026-11-27 08:05 ' '2026-11-27 08:05:60' '2026-11-27 08:05:09.0' 1795752309000 \
    '27/11/2026 08:05' '11/27/2026 08:05' 05:09.0 '26-11-27 08:05' '2026/11/27 0:05'; do
    printf '%s,核酸,阴性,lab,%s\n' "$(number $n)" "$word"
    n=$((n + 1))
  done | sed "1i $head" >own/feed-times.csv
  each feeds feed-times.csv 25 5 '[.[] | select(.test == "negative")] | length == 25'
  {
    printf '%s\n%s ,核酸,阴性,lab,2026-11-27\n' "$head" "$(number 0)"
    printf '\xe2\x80\x8b%s,核酸,阴性,lab,2026-11-27\n' "$(number 1)"
    printf "'%s,核酸,阴性,lab,2026-11-27\n" "$(number 2)"
    printf '"=""%s""",核酸,阴性,lab,2026-11-27\n' "$(number 3)"
    printf '%s,核酸,阴性,lab,2026-11-27\n' "$(number 4)"
    printf '119701201507080000,核酸,阴性,lab,2026-11-27\n%s.0,核酸,阴性,lab,2026-11-27\n1.19701E+17,核酸,阴性,lab,2026-11-27\n' "$(number 6)"
  } >own/feed-ids.csv
  each feeds feed-ids.csv 6 1 '[.[0, 1, 2, 3, 4, 6].test] | all(. == "negative")'
  says '1 of nobody here' 'line 9, id_number'
}

# An office may do all by commands, and carry its lists by stick.
what_has_ended_is_over_though_no_server_runs() {
  open_filled_office
  printf '证件号码,项目,结果,来源,时间,有效期至\n%s,行程,风险区或境外旅居史,city,2026-11-27 08:00,2026-11-28\n' \
    "$(number 0)" >own/feed-until.csv
  each feeds feed-until.csv 1 0 '.[0].travel == "risk"'
  sign_street_in >>server.log 2>&1
  at "$now" suspend 3 --ground B4 --evidence PSB-7 >said 2>&1 || { cat said >&2; broken "nothing was asked"; }
  says_of_office "$now" 'residents' '.residents[0].travel == "risk"'
  says_of_office "$now" 'request list' '.requests | length == 1'
  says_of_office $((now + 86401)) 'request list' '.requests | length == 0'
  says_of_office $((now + 86401)) 'residents' '.residents[0].travel != "risk"'
}
at() { server --lang en --now "$1" "${@:2}" --data server </dev/null; }
# says_of_office TIME COMMAND FILTER
says_of_office() {
  # shellcheck disable=SC2086 # several words
  at "$1" $2 --json | tee said | jq -e "$3" >/dev/null || { jq -c . said | cut -c1-600 >&2; broken "$2: not $3"; }
}

# --- orders, codes, pictures ----------------------------------------------------------------------

# plain_order: in force now.
plain_order() {
  jq -n --argjson now "$(date +%s)" '{area: 610113001001, seq: $now, orders: [{id: "1", document: "〔2026〕3号",
    issuer: "本社区", valid_from: ($now - 3600), valid_to: ($now + 36000), rules: [{id: "red", topic: "health",
    on_fail: "deny", keeps_home: true, logic: {in: [{var: "record.health"}, ["green", "yellow", "unknown"]]},
    say: {zh: "红码请走隔离通道", en: "A red code: the isolation lane, please"}}]}]}'
}
# order_of RULES-OR-MORE: an order in words.
order_of() {
  jq -n "{area: 610113001001, document: \"〔2026〕4号\", issuer: \"本社区\", until: \"$year-12-31\"} + $1"
}
check() { server --lang en policy check --data empty "$1" >out 2>err </dev/null; }
# is_read FILE: as a text, whatever its encoding; the reported ones are over by now.
is_read() {
  check "$1" || says 'over already'
  ! grep -qE 'no JSON|no UTF-8' out err || { cat out err >&2; broken "$1 was not read"; }
}
# is_refused FILE WORDS…
is_refused() {
  ! check "$1" || broken "$1 was not refused"
  shift
  says "$@"
}
begins_later() {
  check "$1" || { cat out err >&2; broken "$1 was refused"; }
  says 'nothing of this policy is in force' '0 errors, 1 warning'
}

an_order_that_cannot_be_meant_is_refused_or_asked_about() {
  open_empty_office
  local year=$(($(date +%Y) + 1)) moment='{plusTime: [{var: "now"}, 0, "hour"]}' name
  local raw='id: "r", topic: "test", on_fail: "review", keeps_home: true, say: {zh: "不行", en: "No"}'
  plain_order >own/order
  { printf '\xef\xbb\xbf'; cat own/order; } >own/order-bom.json
  iconv -t GB18030 own/order >own/order-gb18030.json
  iconv -t UTF-16 own/order >own/order-utf16.json
  sed '0,/"rules"/s//“rules”/' own/order >own/order-curly-quotes.json
  for name in bom gb18030 utf16; do
    each is_read order-$name.json
    check own/order-$name.json || { cat out err >&2; broken "$name was refused"; }
  done
  each is_refused order-curly-quotes.json 'curly' 'line '
  order_of '{until: "2026-10-31", rules: [{topic: "test", limit: "24h"}]}' >own/b-order-already-over.json
  order_of "{from: \"$year-08-01\", rules: [{topic: \"test\", limit: \"24h\"}]}" >own/b-order-from-later.json
  order_of "{rules: [{$raw, logic: {\"not-after\": [$moment, {plusTime: [\"2027-9-1\", 0, \"day\"]}]}}]}" \
    >own/b-order-mistyped-date.json
  order_of "{rules: [{$raw, logic: {if: [{var: \"record.sampled_at\"}, {\"<\": [{var: \"now\"},
    {plusTime: [{var: \"record.sampled_at\"}, 24, \"hour\"]}]}, true]}}]}" >own/b-order-swiss.json
  each is_refused b-order-already-over.json '/orders/0/until' 'over already'
  each is_refused b-order-mistyped-date.json '/plusTime/0' 'this is no date' '2027-09-01'
  each is_refused b-order-swiss.json '/logic/if/1' 'moment'
  each begins_later b-order-from-later.json
  each publishes_only_when_accepted b-order-from-later.json
}
publishes_only_when_accepted() {
  fresh
  sign_street_in >>server.log 2>&1
  ends_with 65 server --lang en publish --data server --policy "$1"
  ends_with 0 server --lang en publish --data server --policy "$1" --accept "meant so"
}

a_code_in_a_text_file_is_taken_for_no_picture() {
  mkdir own
  printf '\xef\xbb\xbfTE1:U%%KD4FMWEW9\n' >own/enrol-code-bom.txt
  printf 'TE1:U%%KD4F\nMWEW9E0G7L\n' >own/enrol-code-wrapped.txt
  local name
  for name in bom wrapped; do each is_no_picture enrol-code-$name.txt; done
}
is_no_picture() {
  ! gate --lang en enrol --dir "$PWD/gate" "$1" >out 2>err </dev/null || broken "a code that is used up"
  ! grep -q picture out err || { cat out err >&2; broken "it was taken for a picture"; }
}

white_ink_on_a_clear_ground_is_read() {
  mkdir own
  camera --text "TX1:SOMETHING" --ppm 4 --clear --out own/white-on-clear.png
  each reads white-on-clear.png
}
reads() { [ "$(gate read "$1" 2>/dev/null | wc -l)" = 1 ] || broken "not one code in $1"; }

keep a_time_is_taken_as_people_write_it_or_its_row_is_named \
  words_and_numbers_of_a_feed_are_taken_or_refused_by_name \
  what_has_ended_is_over_though_no_server_runs \
  an_order_that_cannot_be_meant_is_refused_or_asked_about \
  a_code_in_a_text_file_is_taken_for_no_picture \
  white_ink_on_a_clear_ground_is_read
