#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The first day and the rehearsal of docs/operator.md, typed as they stand there.
source "$(dirname "$0")/promises.sh"
source "$(dirname "$0")/community.sh"
command -v age >/dev/null || { echo "skipped: age is not installed"; exit 77; }

types() {
  PATH=$build/server:$PATH python3 "$root/tests/integration/typed.py" "$root/docs/operator.md" "$1" >typed.log 2>&1 </dev/null ||
    { cat typed.log >&2; broken "not as the page says"; }
}

an_operator_s_first_day_and_rehearsal_go_as_the_page_says() {
  city roster --residents 5 >roster.csv
  printf '%s\n' 'community = 曲江社区' "area = $area" 'phone = 029-12345678' 'address = 127.0.0.1' \
    'second = street' 'roster = roster.csv' >answers
  types 'The first day'
  grep -q 'BEGIN:VALARM' tongxing.ics || broken "no calendar"
  ls backups/tongxing-$area-*.tar.age >/dev/null
  types 'The rehearsal'
  [ ! -e rehearsal ]
}

keep an_operator_s_first_day_and_rehearsal_go_as_the_page_says
