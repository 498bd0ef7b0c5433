#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A server's folder is carried off, but for the key that lies beside the database: who is in it?
source "$(dirname "$0")/promises.sh"
source "$(dirname "$0")/community.sh"

here=$root/tests/integration
stolen() { python3 "$here/stolen.py" "$@"; }
# What a thief has: the database and what SQLite keeps beside it.
steal() { mkdir "$1" && cp server/office.db* "$1"; }

# Everything that this community wrote about people, one word a line.
put_in() {
  tail -n +2 people.csv | tr -d '\r' | awk -F, '{for (i = 1; i <= NF; i++) if (i != 2 && i != 8) print $i}'
  tail -n +2 people.csv | awk -F, '$2 == "身份证" {print substr($3, 15)}'
  server residents --data server --json | jq -r '.residents[].name'
  cat reasons
}

# An office at work: people, reasons, words of orders, a journal.
fill_office() {
  make_server
  city roster --residents 400 >people.csv
  cat >>people.csv <<'END'
欧阳清河,护照,E99887766,14200000777,紫藤苑西,夹层九号,1950-02-03,,2001-09-08
END
  ends_with 0 server import --data server people.csv
  printf '%s\n' '邻居举报他半夜咳嗽' 'his sister telephoned from Baoji' '巡查员临时口头同意' >reasons
  ends_with 0 server suspend --data server --ground B1 --evidence "$(sed -n 1p reasons)" 3
  ends_with 0 server revoke --data server --ground B2 --evidence "$(sed -n 2p reasons)" 5
  ends_with 0 server publish --data server
}

an_identity_number_is_rebuilt_from_no_row_of_a_stolen_database() {
  fill_office
  steal loot
  [ "$(stolen rebuild loot/office.db people.csv)" = 0 ] || broken "numbers came back"
}

a_stolen_database_tells_no_word_that_was_put_in() {
  fill_office
  put_in | sort -u >words
  [ "$(wc -l <words)" -gt 1500 ] || broken "hardly any word was put in"
  steal loot
  stolen tells loot words >told || { head -n 20 told >&2; broken "$(wc -l <told) words stand in it"; }
  echo suspend >words # what may be read is found, so the search sees
  stolen tells loot words >told && broken "the search finds nothing at all"
  [ "$(cat told)" = suspend ]
}

what_a_person_typed_is_still_told_to_who_has_the_key() {
  fill_office
  ends_with 0 server audit verify --data server
  [ "$(server record --data server --purpose contact --json 400 | jq -r .name)" = 欧阳清河 ]
  [ "$(server residents --data server --json | jq -r '.residents[-1].unit')" = 紫藤苑西 ]
  ends_with 0 server issue --data server 欧阳清河
  ends_with 0 server issue --data server E99887766
}

# Its eight people are the city's first eight. Numbers were sealed then, and came back all the same.
what_an_earlier_program_left_in_clear_is_sealed_at_the_first_start() {
  cp -r "$here/kept/schema-3/server" "$here/kept/schema-3/keys" .
  chmod -R u+rwX,go= .
  city roster --residents 8 >people.csv
  stolen words server/office.db | sort -u >words
  [ "$(stolen rebuild server/office.db people.csv)" = 8 ] || broken "this thief finds nothing anywhere"
  ends_with 0 server account bind --data server --now 1795882100
  steal loot
  stolen tells loot words >told || { cat told >&2; broken "words are left"; }
  [ "$(stolen rebuild loot/office.db people.csv)" = 0 ] || broken "numbers came back"
  ends_with 0 server audit verify --data server
}

keep an_identity_number_is_rebuilt_from_no_row_of_a_stolen_database \
  a_stolen_database_tells_no_word_that_was_put_in \
  what_a_person_typed_is_still_told_to_who_has_the_key \
  what_an_earlier_program_left_in_clear_is_sealed_at_the_first_start
