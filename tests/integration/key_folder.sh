#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Keys that are made, moved or taken away while the server runs.
source "$(dirname "$0")/promises.sh"
source "$(dirname "$0")/community.sh"

# open_office: a server that runs without a key to issue passes; it is listed, and stands here.
open_office() {
  make_keys
  mv signing/*issue* .
  make_server
  city roster --residents 2 >roster.csv
  serve
  ends_with 0 server import --data server roster.csv
}
issues() { server issue --data server 0 >out 2>err </dev/null; }
log_says() { grep -qF -- "$1" server.log; }

a_key_that_is_added_while_the_server_runs_signs_without_a_restart() {
  open_office
  ends_with 65 server --lang en issue --data server 0
  says "No issue key in the key folder is good for $area today"
  cp ./*issue*.key signing/
  await 10 issues || { cat out err server.log >&2; broken "the key is not seen"; }
  log_says 'keys: the folder has changed, read again' || broken "not a word in the log"
}

a_key_that_no_trust_list_names_is_named_with_what_to_do() {
  open_office
  keys generate --use issue later --area $area --dir keys --no-passphrase --demo >>keys.log 2>&1 </dev/null
  cp keys/DEMO-later.key signing/
  await 10 log_says 'read again' || broken "the key is not seen"
  ends_with 65 server --lang en issue --data server 0
  says 'DEMO-later.key in it is not in the trust list' 'tongxing-server trust import'
  ends_with 65 server --lang zh issue --data server 0
  says 'DEMO-later.key 不在信任列表里' 'tongxing-server trust import'
  keys trust --dir keys >>keys.log 2>&1 </dev/null || { cat keys.log >&2; broken "no list"; }
  ends_with 0 server trust import --data server keys/trust.cose
  issues || { cat out err >&2; broken "it does not sign with it"; }
}

# What cannot be read, and what may not be there, takes away no key that was.
a_key_folder_that_cannot_be_read_leaves_the_keys_that_were() {
  open_office
  cp ./*issue*.key signing/
  chmod 644 signing/*issue*.key
  await 10 log_says 'keys: ' || { cat server.log >&2; broken "not a word in the log"; }
  grep -q 'keys: .*issue.key.*chmod 600' server.log || { cat server.log >&2; broken "it does not say what to do"; }
  ends_with 0 server publish --data server
  chmod 600 signing/*issue*.key
  await 10 issues || { cat out err server.log >&2; broken "it is not read when it can be"; }
  cp keys/*root*.key signing/
  await 10 log_says 'is a root key, which never stays on a server' || broken "a root key goes unsaid"
  issues || { cat out err >&2; broken "the keys before are gone"; }
}

keep a_key_that_is_added_while_the_server_runs_signs_without_a_restart \
  a_key_that_no_trust_list_names_is_named_with_what_to_do \
  a_key_folder_that_cannot_be_read_leaves_the_keys_that_were
