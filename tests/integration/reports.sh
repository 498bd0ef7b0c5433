#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Rosters as offices and their spreadsheets leave them.
source "$(dirname "$0")/promises.sh"
source "$(dirname "$0")/community.sh"
source "$(dirname "$0")/street/scene.sh"
source "$(dirname "$0")/reports_scene.sh"

# on_column FILE AWK: ./eight.csv with some of its columns rewritten.
on_column() { awk -F, -v OFS=, "NR > 1 {$2} {print}" eight.csv >"own/$1"; }

make_rosters() {
  on_column roster-formula-id.csv '$3 = "\"=\"\"" $3 "\"\"\""'
  on_column roster-id-dot0.csv '$3 = $3 ".0"'
  on_column roster-id-exp.csv '$3 = "1.19701E+17"'
  on_column roster-lrm-id.csv '$3 = "\342\200\255" $3 "\342\200\254"'
  on_column roster-lrm-phone.csv '$4 = "\342\200\255" $4 "\342\200\254"'
  on_column roster-nbsp-cells.csv '$3 = $3 "\302\240"; $5 = "\302\240" $5'
  on_column roster-nbsp-name.csv '$1 = "\302\240" $1 "\302\240"'
  on_column roster-zwsp-cells.csv '$3 = "\342\200\213" $3'
  on_column roster-zwsp-name.csv '$1 = $1 "\342\200\213"'
  on_column roster-phone-apos.csv '$4 = "\047" $4'
  on_column roster-phone-dot0.csv '$4 = $4 ".0"'
  on_column roster-phone-exp.csv '$4 = "1.42665E+10"'
  on_column roster-phone-fullwidth.csv 'gsub(/0/, "０", $4); gsub(/1/, "１", $4); gsub(/4/, "４", $4)'
  on_column roster-unit-is-date.csv '$5 = NR % 2 ? "3月2日" : "Mar-02"'
  on_column roster-unit-serial.csv '$5 = "46083"'
  on_column roster-merged.csv 'if (NR % 4 != 2) $5 = $6 = ""'
  sed '1s/证件号码/\xc2\xa0证件号码\xc2\xa0/' eight.csv >own/roster-nbsp-heading.csv
  sed '1i sep=,\r' eight.csv >own/roster-sep-line.csv
  awk -v many="$(printf ',%.0s' $(seq 250))" '{sub(/\r?$/, many); print}' eight.csv >own/roster-trailing-columns.csv
  tr -d '\r' <eight.csv | tr '\n' '\r' >own/roster-cr-only.csv
  { cat eight.csv; printf '\032'; } >own/roster-trailing-z.csv
  city roster --residents 8 --encoding gb18030 >own/roster-names-gb18030.csv
  { printf '<html><table><tr><td>姓名</td></tr></table></html>'; } >own/roster-xls-html.xls
  iconv -t UTF-16LE eight.csv >own/roster-utf16-nobom.txt
  sed '5s/,/\xff,/' eight.csv >own/roster-one-bad-byte.csv
  sed '9s/^\(.\).*,身份证/\1\xe5\xbc,身份证/; 9s/^[^,]*,/\xe5\xbc,/' eight.csv >own/roster-utf8-cut-char.csv
  { printf '\xef\xbb\xbf'; cat own/roster-utf8-cut-char.csv; } >own/roster-utf8-bom-cut-char.csv
  cp own/roster-utf8-bom-cut-char.csv own/roster-utf8-bom-cut-silent.csv
}

# takes FILE ADDED REFUSED WORDS…: what its import says.
takes() {
  local file=$1 added=$2 refused=$3 status=0
  shift 3
  fresh
  [ "$refused" = 0 ] || status=65
  ends_with $status server --lang en import --data server "$file"
  says "$added added" "$refused refused" "$@"
  masks_are_names
}
masks_are_names() {
  server residents --data server --json </dev/null | jq -e '[.residents[].name | test("^[ *]")] | any | not' >/dev/null ||
    broken "a mask begins with no letter: $file"
}
# leaves FILE WORDS…: nothing goes in, and the reason is told.
leaves() {
  local file=$1
  shift
  fresh
  ends_with 65 server --lang en import --data server "$file"
  says "$@"
  [ "$(server residents --data server --json </dev/null | jq '.residents | length')" = 0 ] || broken "somebody went in"
}

what_a_spreadsheet_did_to_a_roster_is_undone() {
  open_empty_office
  make_rosters
  local name
  for name in formula-id id-dot0 lrm-id lrm-phone nbsp-cells nbsp-name nbsp-heading zwsp-cells \
    zwsp-name phone-apos phone-dot0 phone-fullwidth sep-line trailing-columns cr-only trailing-z \
    names-gb18030; do
    each takes "roster-$name.csv" 8 0
  done
  each takes roster-merged.csv 8 0 'of 6 such' 'merged cells'
  each takes roster-unit-is-date.csv 8 0 'looks like a date' 'of 8 such'
  each takes roster-unit-serial.csv 8 0 'looks like a date' 'of 8 such'
}

what_cannot_be_undone_in_a_roster_is_named() {
  open_empty_office
  make_rosters
  awk -F, -v OFS=, 'NR > 1 {$3 = substr($3, 1, 15) "000"} {print}' eight.csv >own/roster-id-rounded.csv
  each leaves roster-id-rounded.csv 'end in 000' 'rounded'
  each leaves roster-xls-html.xls 'web page'
  each leaves roster-utf16-nobom.txt 'UTF-16 without a byte order mark'
  each takes roster-id-exp.csv 0 8 'line 2, id_number' 'scientific notation'
  each takes roster-phone-exp.csv 8 0 'line 2, phone' 'scientific notation' 'this was left out'
  each takes roster-one-bad-byte.csv 7 1 'line 5'
  local name
  for name in utf8-cut-char utf8-bom-cut-char utf8-bom-cut-silent; do
    each takes "roster-$name.csv" 7 1 'line 9'
  done
}

# card PREFIX: 17 digits with their check digit (GB 11643).
card() {
  local sum=0 i weights=(7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2) ends=10X98765432
  for i in $(seq 0 16); do sum=$((sum + ${1:i:1} * weights[i])); done
  printf '%s%s' "$1" "${ends:sum % 11:1}"
}

every_document_that_offices_write_is_known() {
  open_empty_office
  local n=0 word letters=甲乙丙丁戊己庚辛壬癸子
  {
    printf '%s\n' "$heading"
    for word in 港澳台居民居住证 台湾居民居住证 居住证 身份证号 二代身份证 中国居民身份证 户口簿 ID 'id card' ID_CARD '居民身份证（中国）'; do
      n=$((n + 1))
      printf '测试%s,%s,%s,,3,%d01\n' "${letters:n - 1:1}" "$word" "$(card "$(printf '8100001980%02d0100%d' $n $((n % 9 + 1)))")" $n
    done
    printf '丙某,军官证,军字第7654321号,,4,101\n丁某,台胞证,87654321,,4,102\n戊某,回乡证,H87654321,,4,103\n'
    printf '己某,Passport,P7654321,,4,104\n庚某,出生证明,O987654321,,4,105\n辛某,外国人永久居留证,USA310120000009,,4,106\n'
    printf '壬某,无证件,,,4,107\n'
  } >own/roster-documents.csv
  each takes roster-documents.csv 18 0 "office's word"
  printf '%s\n甲某,不知何证,12345,,3,101\n乙某,,,,3,102\n' "$heading" >own/roster-unknown.csv
  each takes roster-unknown.csv 0 2 'line 2, id_type' 'passport' 'military_id' 'line 3, id_number' 'write none'
  printf '%s\n%s,护照,P7654300,,3,101\n%s,护照,P7654301,,3,201\n' "$heading" "MUHAMMAD $(printf 'A%.0s' $(seq 54))" \
    "$(printf 'B%.0s' $(seq 120))" >own/roster-names.csv
  each takes roster-names.csv 1 1 'line 3, name' 'too long'
  [ ! -d "$reports" ] || takes_the_reported_documents
}
takes_the_reported_documents() {
  takes "$reports/roster-id-types.csv" 23 0 'of 2 such'
  takes "$reports/roster-long-names.csv" 6 1 'line 7'
  takes "$reports/b-roster-document-kinds.csv" 14 4 'line 6, id_number' 'line 7' 'line 18' 'line 19'
}

whoever_has_no_document_comes_in_on_the_offices_word() {
  open_street 2
  printf '%s\n李四,无证件,,,3-2,101\n' "$heading" >none.csv
  ends_with 0 server --lang en import --data server none.csv
  says "office's word"
  server issue --data server 李四 --out none.tsv >>server.log 2>&1 </dev/null || { cat server.log >&2; broken "no pass"; }
  server publish --data server >>server.log 2>&1 </dev/null
  gate sync --dir gate >>gate.log 2>&1 </dev/null || { cat gate.log >&2; broken "no news"; }
  work_gate --alone --names
  show_text "$(cut -f2 none.tsv)"
  answered '.verdict == "allow" and .pass.tail == "无" and .pass.name == "李*"'
  rest_gate
  cut -f2 none.tsv | gate --lang en run --dir gate --alone --names --words en --now $(($(date +%s) + 60)) stdin: >out 2>err
  says "no document, on the office's word"
}

a_workbook_is_read_as_its_sheet_would_be() {
  open_empty_office
  "$root/tests/integration/workbook.py" eight.csv own/roster-workbook.xlsx 幸福社区居民名册 2022年
  takes own/roster-workbook.xlsx 8 0 'Of sheet 居民.'
  head -c 1000 own/roster-workbook.xlsx >own/roster-cut.xlsx
  leaves own/roster-cut.xlsx 'damaged' 'save it as an Excel workbook'
  printf '\320\317\021\340\241\261\032\341' >own/roster-old.xls
  leaves own/roster-old.xls '(.xls)'
  sed 's/,房号/,户/' eight.csv >own/roster-mapped.csv
  leaves own/roster-mapped.csv 'lacks the column "房号"'
  ends_with 0 server --lang en import --data server --map 户=房号 own/roster-mapped.csv
  says '8 added'
}

keep what_a_spreadsheet_did_to_a_roster_is_undone \
  what_cannot_be_undone_in_a_roster_is_named \
  every_document_that_offices_write_is_known \
  whoever_has_no_document_comes_in_on_the_offices_word \
  a_workbook_is_read_as_its_sheet_would_be
