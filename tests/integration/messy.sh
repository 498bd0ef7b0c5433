#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A roster as an office keeps it goes in, and what does not is named.
source "$(dirname "$0")/promises.sh"
source "$(dirname "$0")/community.sh"

holds() { jq -e "$1" out >/dev/null || broken "$2"; }

the_roster_of_an_office_goes_in_but_for_what_nobody_can_read() {
  make_server
  "$root/tests/integration/messy_roster.py" messy.xlsx
  ends_with 65 server import --data server --json messy.xlsx
  holds '.rows == 2000 and .added >= 1950 and .refused == 2000 - .added' "too few: $(jq -c '[.rows, .added]' out)"
  holds '[.errors[] | select(.en | contains("scientific notation"))] | length == 30' "rounded numbers are not named"
  holds '[.left_out[].column] | unique | contains(["出生日期", "电话", "人员类别"])' "what was left out is not said"
  holds '.sheet == "名册"' "the sheet is not named"
  ends_with 0 server residents --data server --json
  holds '[.residents[] | [.unit, .household]] | unique | length > 600' "households are not told apart"
  ends_with 0 server report people --data server --json
  holds '[.rows[] | select(.name == "rent").counts[0]] == [1161]' "renters are not counted: $(jq -c '[.rows[] | {(.name): .counts}]' out)"
}

write_roster() { printf '姓名,证件号码,电话,楼栋,房号,入住日期\n%s\n' "$1" >one.csv; }

who_is_meant_by_a_rounded_number_is_offered_and_not_taken() {
  make_server
  write_roster '王秀英,990101194912310028,13800000000,3-2,101,'
  ends_with 0 server import --data server one.csv
  write_roster '王秀英,9.90101194912310E+17,13900000000,3-2,101,'
  ends_with 65 server --lang en import --data server one.csv
  says '0 added, 0 updated' 'may be number 0 of the roster, 王*英 (ends in 0028)'
  write_roster '李四,9.90101194912310E+17,13900000000,3-2,101,'
  ends_with 65 server --lang en import --data server one.csv
  ! grep -q 'may be' out err || broken "another person was offered"
}

# Mended as a person would: the same numbers, typed again.
mend() {
  python3 - "$1" "$2" <<'PY'
import csv, re, sys, zipfile
book = zipfile.ZipFile(sys.argv[1])
sheet = book.read("xl/worksheets/sheet1.xml").decode()
texts = [re.sub("<[^>]*>", "", t) for t in re.findall("<si>.*?</si>", book.read("xl/sharedStrings.xml").decode())] \
    if "xl/sharedStrings.xml" in book.namelist() else []
rows = []
for row in re.findall("<row .*?</row>", sheet, re.S):
    cells = {}
    for column, rest, inner in re.findall(r'<c r="([A-Z]+)\d+"([^>/]*)>(.*?)</c>', row, re.S):
        text = re.sub("<[^>]*>", "", inner)
        assert 't="inlineStr"' in rest or 't="s"' in rest, "a cell is no text: " + column
        cells[column] = texts[int(text)] if 't="s"' in rest else text
    rows.append([cells.get(c, "") for c in "ABCDEFGHIJKL"])
assert rows[0][-1] == "未导入的原因" and all(row[-1].startswith("第") for row in rows[1:]), rows[0]
weights, ends = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"
for i, row in enumerate(rows[1:]):
    front = f"9901021970010{i // 10 % 9 + 1:1}{i:03}"
    row[5] = front + ends[sum(int(d) * w for d, w in zip(front, weights)) % 11]
csv.writer(open(sys.argv[2], "w", encoding="utf-8-sig")).writerows(rows)
PY
}

refused_rows_come_back_to_be_mended_and_imported() {
  make_server
  "$root/tests/integration/messy_roster.py" messy.xlsx
  ends_with 65 server --lang en import --data server --refused refused.xlsx messy.xlsx
  says 'The refused rows are in refused.xlsx'
  ends_with 65 server --lang en import --data server refused.xlsx
  says '0 added' '0 updated'
  mend refused.xlsx mended.csv
  ends_with 0 server --lang en import --data server mended.csv
  says '39 added, 0 updated, 0 unchanged, 0 refused'
  server residents --data server --json </dev/null >out
  holds '.residents | length == 2000' "not everybody is in"
  ends_with 0 server import --data server --refused none.xlsx mended.csv
  [ ! -e none.xlsx ] || broken "a workbook of nothing"
}

what_a_roster_says_nothing_of_stays_as_it_is_known() {
  make_server
  write_roster '张三,99010119800307891X,13800000000,3-2,101,2015-03-01'
  ends_with 0 server import --data server one.csv
  write_roster '张三,99010119800307891X,无,3-2,101,不详'
  ends_with 0 server --lang en import --data server one.csv
  says '1 unchanged' 'line 2, phone: is no telephone number; this was left out' 'line 2, moved_in'
  printf '姓名,证件号码,楼栋,房号\n张三,99010119800307891X,3-2,101\n' >one.csv
  ends_with 0 server --lang en import --data server one.csv
  says '1 unchanged'
}

results_come_in_a_workbook_too() {
  make_server
  write_roster '王秀英,990101194912310028,,3-2,101,'
  ends_with 0 server import --data server one.csv
  printf '证件号码,项目,结果,来源,时间\n990101194912310028,test,negative,区平台,%s\n' "$(date -d '-1 hour' '+%F %H:%M')" >feed.csv
  "$root/tests/integration/workbook.py" feed.csv feed.xlsx
  ends_with 0 server --lang en feed --data server feed.xlsx
  says '1 added' 'Of sheet 居民.'
}

keep the_roster_of_an_office_goes_in_but_for_what_nobody_can_read \
  who_is_meant_by_a_rounded_number_is_offered_and_not_taken \
  refused_rows_come_back_to_be_mended_and_imported \
  what_a_roster_says_nothing_of_stays_as_it_is_known \
  results_come_in_a_workbook_too
