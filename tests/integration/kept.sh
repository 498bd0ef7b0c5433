#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Data folders that earlier programs wrote (kept/README.md), opened by today's.
source "$(dirname "$0")/promises.sh"
kept_data=$root/tests/integration/kept
then=1795882100 # minutes after they were written

# take SCHEMA: copies of its folders, private as they were.
take() {
  cp -r "$kept_data/$1/." .
  chmod -R u+rwX,go= .
}

count() { server "$1" --data server --now $then --json | jq "$2"; }

a_server_finds_all_that_an_earlier_one_wrote() {
  take schema-3
  ends_with 77 server residents --data server --now $then # there were no accounts yet
  says "account bind"
  ends_with 0 server account bind --data server --now $then
  [ "$(count residents '.residents | length')" = 8 ]
  [ "$(count residents '.residents[5].health')" = '"yellow"' ]
  [ "$(count residents '.residents[6].state')" = '"suspended"' ]
  [ "$(count events '.events | length')" = 1 ]
  server gate list --data server >gates
  grep -q east-gate gates
  server policy list --data server --now $then >policies
  grep -q 1795881996 policies
  ends_with 0 server audit verify --data server
  ends_with 0 server policy check --data server --now $then 1
}

a_server_goes_on_where_an_earlier_one_stopped() {
  take schema-3
  ends_with 0 server account bind --data server --now $then
  ends_with 0 server issue --data server --now $then 2
  ends_with 0 server reinstate --data server --now $then 6
  ends_with 0 server publish --data server --now $then
  [ "$(count residents '.residents[6].state')" = '"active"' ]
  ends_with 0 server audit verify --data server
}

a_gate_finds_its_journal_and_decides_as_before() {
  take schema-3
  gate journal --dir gate --json >journal
  [ "$(wc -l <journal)" = 1 ]
  gate status --dir gate --json >status
  [ "$(jq '.held.lists | length' status)" = 1 ]
  ends_with 0 gate decide --dir gate --now $then "$(cat pass.txt)"
  ends_with 0 gate decide --dir gate --now $then --record "$(cat pass.txt)"
  gate journal --dir gate --json >journal
  [ "$(wc -l <journal)" = 2 ]
}

keep a_server_finds_all_that_an_earlier_one_wrote \
  a_server_goes_on_where_an_earlier_one_stopped \
  a_gate_finds_its_journal_and_decides_as_before
