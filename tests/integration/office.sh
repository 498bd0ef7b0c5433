#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What an office hands to its server that is no good roster, and a disk that is full.
source "$(dirname "$0")/promises.sh"
source "$(dirname "$0")/community.sh"

header=姓名,证件类型,证件号码,电话,楼栋,房号,出生日期,人员类别,入住日期

count_residents() { server residents --data "${1:-server}" --json | jq '.residents | length'; }

an_empty_roster_is_refused_with_a_word() {
  make_server
  : >empty.csv
  ends_with 65 server import --data server empty.csv
  says_it_briefly
  echo "$header" >header.csv
  ends_with 65 server import --data server header.csv
  [ "$(count_residents)" = 0 ]
}

swapped_columns_are_seen_and_named() {
  make_server
  city roster --residents 20 >roster.csv
  # The contents of name and identity number change places, the headings stay.
  { head -n 1 roster.csv; tail -n +2 roster.csv | awk -F, -v OFS=, '{t = $1; $1 = $3; $3 = t; print}'; } >swapped.csv
  ends_with 65 server import --data server swapped.csv
  says exchanged 姓名
  [ "$(count_residents)" = 0 ]
}

good_rows_go_in_beside_bad_ones_which_are_named() {
  make_server
  city roster --residents 20 >roster.csv
  # The last digit of row 5's number no longer checks.
  awk -F, -v OFS=, 'NR == 6 {$3 = substr($3, 1, 17) (substr($3, 18) == "1" ? "2" : "1")} {print}' roster.csv >one-bad.csv
  server --lang zh import --data server one-bad.csv >out 2>err </dev/null || true
  says 6 证件号码
  [ "$(count_residents)" = 19 ]
}

the_three_encodings_of_a_roster_bring_the_same_people() {
  make_server
  local encoding
  for encoding in utf-8 bom gb18030; do
    city roster --residents 50 --encoding $encoding >$encoding.csv
    ends_with 0 server import --data server $encoding.csv
    [ "$(count_residents)" = 50 ]
  done
}

one_bad_byte_costs_its_row_and_not_the_roster() {
  make_server
  local encoding
  for encoding in utf-8 gb18030; do
    city roster --residents 20 --encoding $encoding | sed '5s/,/\xff,/' >bad-byte.csv
    rm -rf server
    make_server
    ends_with 65 server --lang en import --data server bad-byte.csv
    says 'line 5' '19 added' '1 refused'
  done
}

what_a_spreadsheet_did_is_undone_or_named_on_one_screen() {
  make_server
  # Merged cells, text marked as text, a telephone that became a number, Excel's separator line.
  { echo sep=, && city roster --residents 20; } |
    awk -F, -v OFS=, 'NR > 2 {$3 = "=\"" $3 "\""; $4 = $4 ".0"} NR > 3 && $5 == unit && $6 == room {$5 = $6 = ""}
      NR > 2 && $5 != "" {unit = $5; room = $6} {print}' >sheet.csv
  ends_with 0 server --lang en import --data server sheet.csv
  says '20 added' 'taken from the row above'
  says_it_briefly 5
}

numbers_that_a_spreadsheet_rounded_bring_nobody_in() {
  make_server
  city roster --residents 200 | awk -F, -v OFS=, 'NR > 1 {$3 = substr($3, 1, 15) "000"} {print}' >rounded.csv
  ends_with 65 server --lang en import --data server rounded.csv
  says rounded
  [ "$(count_residents)" = 0 ]
}

a_building_is_one_however_it_is_written() {
  make_server
  city roster --residents 2 | awk -F, -v OFS=, 'NR == 2 {$5 = "3号楼"; $6 = "501室"} NR == 3 {$5 = "３#"; $6 = "501"} {print}' >places.csv
  ends_with 0 server import --data server places.csv
  [ "$(server residents --data server --json | jq -c '[.residents[] | .household] | unique | length')" = 1 ] ||
    broken "two households"
  [ "$(server residents --data server --json | jq -r '.residents[0].unit')" = 3号楼 ] || broken "printed otherwise"
}

an_order_is_read_as_editors_save_it() {
  make_server
  allow_everybody >policy.json
  { printf '\xef\xbb\xbf' && cat policy.json; } >order-utf8.json
  { printf '\xff\xfe' && iconv -f utf-8 -t utf-16le policy.json; } >order-utf16.json
  iconv -f utf-8 -t gb18030 policy.json >order-gb18030.json
  local encoding
  for encoding in utf8 utf16 gb18030; do
    ends_with 0 server policy check --data server order-$encoding.json
  done
  sed '2s/"/“/' policy.json >curly.json
  ends_with 65 server --lang en policy check --data server curly.json
  says 'line 2' 'straight quotes'
}

what_is_no_text_at_all_is_refused() {
  make_server
  head -c 20000 /dev/urandom >noise.csv
  ends_with 65 server import --data server noise.csv
  says_it_briefly 5
  [ "$(count_residents)" = 0 ]
}

a_stolen_database_tells_no_number_and_no_name() {
  make_server
  fill_server 200
  tail -n +2 roster.csv | cut -d, -f3 >numbers
  tail -n +2 roster.csv | cut -d, -f4 | grep . >>numbers
  # Names of two characters may stand in other words by chance.
  tail -n +2 roster.csv | cut -d, -f1 | awk 'length($0) > 6' >>numbers
  [ "$(wc -l <numbers)" -gt 300 ] || broken "nothing to look for"
  find_database --data server
  # This community's schema alone: others come and go meanwhile, and a dump of all of them fails.
  [ -z "${TONGXING_TEST_DATABASE:-}" ] ||
    PGOPTIONS='-c bytea_output=escape' pg_dump --schema "${database[1]##*%3D}" \
      "$TONGXING_TEST_DATABASE" >server/dump
  grep -aqF -f numbers server/* && broken "it stands there in the clear"
  grep -aqF "$(sed -n 5p numbers)" roster.csv || broken "the search finds nothing at all"
}

# The server's folder lies on a disk of three megabytes, in a mount namespace of this process.
on_a_small_disk() {
  unshare -rm bash -c 'mount -t tmpfs -o size=3m tmpfs disk && exec "$0" "$@"' "$@"
}

fill_a_small_disk() {
  source "$1/promises.sh"
  source "$1/community.sh"
  set -e
  server init --data disk/server --area $area --trust keys/trust.cose --keys signing --demo >/dev/null
  city roster --residents 100 >few.csv
  server import --data disk/server few.csv >/dev/null
  city roster --residents 40000 --seed 2 >many.csv
  ends_with 74 server import --data disk/server many.csv
  says_it_briefly 5
  says 'The disk is full'
  mount -o remount,size=30m disk # who looks is written down
  [ "$(count_residents disk/server)" = 100 ] || broken "half a roster went in: $(count_residents disk/server)"
}

a_full_disk_during_import_is_said_and_leaves_nothing_half() {
  [ -z "${TONGXING_TEST_DATABASE:-}" ] || { echo "skipped: PostgreSQL's disk is not filled here"; return 0; }
  unshare -rm true 2>/dev/null || { echo "skipped: no mount namespaces here"; return 0; }
  make_keys
  mkdir disk
  export -f fill_a_small_disk count_residents
  on_a_small_disk bash -c "fill_a_small_disk $root/tests/integration"
}

keep an_empty_roster_is_refused_with_a_word \
  swapped_columns_are_seen_and_named \
  good_rows_go_in_beside_bad_ones_which_are_named \
  the_three_encodings_of_a_roster_bring_the_same_people \
  one_bad_byte_costs_its_row_and_not_the_roster \
  what_a_spreadsheet_did_is_undone_or_named_on_one_screen \
  numbers_that_a_spreadsheet_rounded_bring_nobody_in \
  a_building_is_one_however_it_is_written \
  an_order_is_read_as_editors_save_it \
  what_is_no_text_at_all_is_refused \
  a_stolen_database_tells_no_number_and_no_name \
  a_full_disk_during_import_is_said_and_leaves_nothing_half
