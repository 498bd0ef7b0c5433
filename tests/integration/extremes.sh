#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What is far too large, too old, too long or too rare: each is taken or refused in one sentence, and
# costs no more than it should. docs/operations.md, Too much, says what happens.
source "$(dirname "$0")/promises.sh"
source "$(dirname "$0")/community.sh"

peak_kib() { awk '/VmHWM/ { print $2 }' "/proc/$server_pid/status"; }

# grows_by_at_most KIB BEFORE
grows_by_at_most() {
  local now
  now=$(peak_kib)
  [ $((now - $2)) -le "$1" ] || broken "the server grew from $2 to $now KiB"
}

# feed_token: of a source that two bodies made.
feed_token() {
  local out
  sign_street_in >>server.log
  out=$(desk feed add lab-7 --body committee --fields test --json 2>>server.log </dev/null)
  desk --login street --password-file street.password request second "$(jq .request.id <<<"$out")" \
    >>server.log 2>&1 </dev/null || broken "nobody seconds the feed"
  jq -r .token <<<"$out"
}

# Nothing of it is kept, whatever comes without an end; what stood before it was taken.
a_gigabyte_in_one_line_of_a_feed_is_named_and_nothing_of_it_is_kept() {
  local token before
  make_server
  desk import <(printf '姓名,证件号码,楼栋,房号\n王秀英,990101194912310028,3-2,101\n') >>server.log 2>&1
  serve
  token=$(feed_token)
  before=$(peak_kib)
  { printf '{"id":"L1","area":%s,"id_type":"身份证","id_number":"990101194912310028","field":"test",' $area
    printf '"value":"negative","act":"set","method":"single","observed_at":%s}\n' $(($(date +%s) - 3600))
    head -c 1G /dev/zero | tr '\0' x; } |
    curl -sS -m 120 -X POST -T - -o out -H "Authorization: Bearer $token" \
      -H 'Content-Type: application/jsonl' -H 'Expect:' \
      "http://127.0.0.1:$port/v1/feeds/lab-7/statements" || broken "no answer"
  jq -e '.lines == 2 and .taken == 1 and .refused == 1 and .errors[0].line == 2' out >/dev/null ||
    broken "another receipt: $(cat out)"
  says 'Line 2 is longer than 4096 bytes.' '第2行超过4096字节'
  grows_by_at_most 16384 "$before"
}

make_million() {
  printf '姓名,证件类型,证件号码,楼栋,房号\n'
  seq 1000000 | awk '{ printf "张三,护照,E%08d,%d,%d\n", $1, $1 / 300 + 1, 100 + $1 % 300 }'
}

a_roster_of_a_million_rows_is_refused_whole_in_a_sentence() {
  local before
  make_server
  serve
  before=$(peak_kib)
  make_million >million.csv
  ends_with 65 desk --lang en import million.csv
  says 'at most 131072 people' 'nothing was imported'
  [ "$(wc -l <err)" -le 1 ] || broken "more than a sentence"
  grows_by_at_most 262144 "$before"
  ends_with 0 desk residents --json
  [ "$(jq '.residents | length' out)" = 0 ] || broken "somebody went in"
  truncate -s 600M large.csv
  ends_with 65 desk --lang en import large.csv
  says 'is larger than' 'please split it'
}

rows() { printf '姓名,证件类型,证件号码,楼栋,房号,出生日期,入住日期\n%b' "$1" >rows.csv; }

days_of_1899_and_2100_are_days_where_they_can_be_and_named_where_not() {
  make_server
  rows '李一,护照,E0000001,1,101,1899-12-30,1899-12-31\n王二,护照,E0000002,1,102,2100-01-01,\n张三,护照,E0000003,1,103,1900-02-29,0\n'
  ends_with 0 desk --lang en import rows.csv
  says '3 added' 'line 3, birth_date: is later than today' 'line 4, birth_date: is no date' 'line 4, moved_in: is no date'
  { echo 'id_number,field,value,source,observed_at,valid_until'
    echo 'E0000001,test,negative,lab,1899-12-31,'
    echo 'E0000001,test,negative,lab,2100-01-01,'
    echo "E0000001,health,green,lab,$(date -d yesterday +%F),1899-12-31"; } >said.csv
  ends_with 65 desk --lang en feed said.csv
  says '3 refused' 'line 2, observed_at: is no time from 2020 on' 'line 3, observed_at: is later than now' \
    'line 4, valid_until: is no time from 2020 on'
  ends_with 65 desk --lang en report day --day 1899-12-31
  ends_with 0 desk report day --day 2100-01-01
}

a_name_has_one_to_96_bytes() {
  local forty
  make_server
  forty=$(printf '长%.0s' {1..40})
  rows "李,护照,E0000001,1,101,,\n$forty,护照,E0000002,1,102,,\n$(printf 'w%.0s' {1..40}),护照,E0000003,1,103,,\n${forty:0:32},护照,E0000004,1,104,,\n"
  ends_with 65 desk --lang en import rows.csv
  says '3 added' '1 refused' 'line 3, name: is too long'
  ends_with 0 desk residents --json
  [ "$(jq -c '[.residents[].name]' out)" = '["李*","w**w","长**长"]' ] || broken "other masks: $(cat out)"
  ends_with 0 desk issue --all --cards cards.pdf
}

# Four bytes in GB18030 (beyond the first plane, and extension A), two bytes that Unicode has since
# moved, and what an office drew for itself (U+E000).
rare_characters_come_in_as_they_are() {
  make_server
  rows '𠮷野,护照,E0000001,1,101,,\n㐀一,护照,E0000002,1,102,,\n䶮甲,护照,E0000003,1,103,,\n王\xee\x80\x80,护照,E0000004,1,104,,\n'
  iconv -f UTF-8 -t GB18030 rows.csv >gb.csv
  ends_with 0 desk --lang en import gb.csv
  says '4 added' '0 refused'
  ends_with 0 desk residents --names --json
  jq -r '.residents[].name' out | cmp - <(printf '𠮷野\n㐀一\n䶮甲\n王\xee\x80\x80\n') || broken "other names"
  ends_with 0 desk residents --json
  [ "$(jq -c '[.residents[].name]' out)" = '["𠮷*","㐀*","䶮*","王*"]' ] || broken "other masks: $(cat out)"
  ends_with 0 desk residents --find '𠮷' --json
  [ "$(jq '.residents | length' out)" = 1 ] || broken "nobody is found by it"
}

keep a_gigabyte_in_one_line_of_a_feed_is_named_and_nothing_of_it_is_kept \
  a_roster_of_a_million_rows_is_refused_whole_in_a_sentence \
  days_of_1899_and_2100_are_days_where_they_can_be_and_named_where_not \
  a_name_has_one_to_96_bytes \
  rare_characters_come_in_as_they_are
