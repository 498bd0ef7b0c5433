#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The program of docs/feeds.md, as it is printed there, against the real server: a feed that has a key.
source "$(dirname "$0")/promises.sh"
source "$(dirname "$0")/community.sh"

# said_of NUMBER VALUE: a line about somebody.
said_of() {
  jq -nc --arg id "L7-$1" --arg who "$1" --arg value "$2" --arg at "$(date -u -d '-1 hour' +%FT%TZ)" \
    '{id: $id, id_number: $who, field: "test", value: $value, method: "single", observed_at: $at}'
}

the_guides_program_signs_in_by_its_key_and_is_taken() {
  local here who
  make_server
  fill_server 3
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out lab-7.pem 2>/dev/null
  openssl pkey -in lab-7.pem -pubout -out lab-7.pub
  desk feed add lab-7 --body committee --fields test --key lab-7.pub --json >added 2>>server.log </dev/null
  desk --login street --password-file street.password request second "$(jq .request.id added)" \
    >>server.log 2>&1 </dev/null || broken "nobody seconds the feed"
  "$root/docs/examples/extract.py" "$root/docs/feeds.md" feed.py >feed.py
  who=$(sed -n '2s/.*,\([0-9]\{17\}[0-9X]\),.*/\1/p' roster.csv)
  { said_of "$who" negative; said_of "$who" nothing; } >lines.jsonl
  serve
  here="http://127.0.0.1:$port"
  ends_with 0 /usr/bin/python3 feed.py "$here" lab-7 lab-7.pem lines.jsonl
  jq -e '.taken == 1 and .refused == 1' out >/dev/null || { cat out >&2; broken "not taken"; }
  ends_with 0 /usr/bin/python3 feed.py "$here" lab-7 lab-7.pem lines.jsonl
  jq -e '.repeated == 1' out >/dev/null || { cat out >&2; broken "taken twice"; }
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out stranger.pem 2>/dev/null
  ends_with 1 /usr/bin/python3 feed.py "$here" lab-7 stranger.pem lines.jsonl
  grep -q '"bad_signature"' err || { cat err >&2; broken "a stranger is not refused"; }
}

keep the_guides_program_signs_in_by_its_key_and_is_taken
