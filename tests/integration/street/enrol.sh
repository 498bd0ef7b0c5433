#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A gate's first day, as a person has it: a server that made its own TLS key, a code on its console,
# a gate that sees it, the first pass. Afterwards the gate speaks to that key and to no other.
source "$(dirname "$0")/../promises.sh"
source "$(dirname "$0")/../community.sh"
source "$(dirname "$0")/scene.sh"

# serve_tls ARGUMENT…: beside the plain listener.
serve_tls() {
  : "${port:=$(free_port)}"
  until [ "${tls_port:=$(free_port)}" != "$port" ]; do unset tls_port; done
  launch server.log "$build/server/tongxing-server" serve --data server --listen "127.0.0.1:$port" \
    --tls-listen "127.0.0.1:$tls_port" --demo "$@"
  server_pid=$pid
  await 15 listens || { cat server.log >&2; broken "the server does not listen"; }
}

open_office() {
  make_server
  fill_server 3
  cut -f2 texts.tsv >texts
  serve_tls
}

draw_code() {
  server gate enrol --data server $area --url "https://127.0.0.1:$tls_port" --json 2>>server.log \
    </dev/null | jq -r .text >code
  grep -q '^TE1:' code || { cat server.log >&2; broken "no code"; }
}

# unpack_gate: a gate out of its box, with two sources, that waits for a code.
unpack_gate() {
  [ -p codes ] || mkfifo codes
  mkdir -p seen
  "$build/gate-client/tongxing-gate" run --dir gate --name east-gate --json folder:seen stdin: \
    <codes >>answers 2>>gate.log &
  gate_pid=$!
  started+=("$gate_pid")
  exec 9>codes
  await 10 grep -q 'show the enrolment code' gate.log || { cat gate.log >&2; broken "it waits for nothing"; }
}

show_code() {
  camera --text "$(cat code)" --ppm 4 --medium screen --out code.png
  mv code.png seen/code.png
}
is_ready() { grep -q 'is ready$' gate.log; }

# enrol_gate: by the code's text, and at work.
enrol_gate() {
  draw_code
  gate enrol "$(cat code)" --dir gate --name east-gate >>gate.log 2>&1 </dev/null ||
    { cat gate.log >&2; broken "not enrolled"; }
  work_gate
  await 15 is_ready || { cat gate.log >&2; broken "no first news"; }
}

acknowledged() { status_says ".journal.acknowledged == $1"; }
failures_grew() { status_says ".sync.failures > $failures"; }

a_gate_that_sees_the_code_is_ready_within_seconds_and_admits_the_first_resident() {
  open_office
  [ "$(stat -c %a server/tls.key)" = 600 ] || broken "others can read the server's TLS key"
  openssl x509 -in server/tls.crt -noout || broken "the server made no certificate"
  draw_code
  unpack_gate
  local began
  began=$(date +%s%3N)
  show_code
  await 30 is_ready || { cat gate.log >&2; broken "the gate is not ready"; }
  echo "ready $(($(date +%s%3N) - began)) ms after the code was shown"
  server gate list --data server --json </dev/null | jq -e '.gates[] | select(.name == "east-gate")' >/dev/null ||
    broken "the server does not know it"
  status_says ".server == \"https://127.0.0.1:$tls_port\" and (.held.lists | length > 0)" || broken "not by TLS"
  show_person 1
  answered '.verdict == "allow"'
  ! grep -q not_ours answers || broken "the code that made it a gate is taken for somebody's pass"
  await 15 acknowledged 1 || { cat gate.log >&2; broken "the server does not have the event"; }
}

an_enrolled_gate_takes_the_code_of_another_for_no_pass() {
  open_office
  enrol_gate
  draw_code
  show_text "$(cat code)"
  answered '.name == "not_ours" and .verdict == "deny"'
}

a_code_makes_one_gate_and_is_refused_to_the_next_in_words() {
  open_office
  draw_code
  gate enrol "$(cat code)" --dir first >>gate.log 2>&1 </dev/null || broken "the first was refused"
  ends_with 69 gate --lang en enrol "$(cat code)" --dir second
  says "does not take this code" "older than 15 minutes"
  ends_with 69 gate --lang zh enrol "$(cat code)" --dir second
  says "服务器不接受此登记码" "已过15分钟"
  ! grep -q '[{}]' out err || { cat out err >&2; broken "it shows what only programs read"; }
  [ "$(server gate list --data server --json </dev/null | jq '.gates | length')" = 1 ] || broken "two gates"
}

a_code_is_not_blamed_for_a_server_that_does_not_answer() {
  open_office
  draw_code
  halt "$server_pid"
  ends_with 69 gate --lang en enrol "$(cat code)" --dir gate
  says "no answer from the server" "the same code again"
  ends_with 69 gate --lang zh enrol "$(cat code)" --dir gate
  says "服务器没有应答" "同一登记码"
  serve_tls
  ends_with 0 gate --lang en enrol "$(cat code)" --dir gate
}

a_gate_that_waits_for_its_code_ends_when_it_is_told_to_and_that_is_no_failure() {
  unpack_gate
  kill "$gate_pid"
  local status=0
  wait "$gate_pid" || status=$?
  [ $status = 0 ] || broken "it ends with $status"
}

a_command_without_a_code_says_where_one_comes_from() {
  echo "no code at all" >text
  camera --text "no code of a gate" --ppm 4 --out picture.png
  local given
  for given in "" nothing text picture.png; do
    # shellcheck disable=SC2086
    gate enrol $given --dir none --lang en >out 2>err </dev/null && broken "enrolled by nothing: $given"
    says 'tongxing-server gate enrol AREA --url URL'
    says_it_briefly 1
    # shellcheck disable=SC2086
    gate enrol $given --dir none --lang zh >out 2>err </dev/null && broken "enrolled by nothing: $given"
    says 'tongxing-server gate enrol 区划 --url 网址'
  done
}

# A camera sees a code thirty times a second.
a_code_that_fails_is_tried_once_however_often_it_is_seen_and_another_is_tried_at_once() {
  open_office
  draw_code
  gate enrol "$(cat code)" --dir first >>gate.log 2>&1 </dev/null || broken "the first was refused"
  unpack_gate
  local i
  for i in 1 2 3 4 5; do cat code >&9; done
  await 10 grep -q 'not take this code\|不接受此登记码' gate.log || broken "not a word"
  sleep 2
  [ "$(grep -c 'not take this code\|不接受此登记码' gate.log)" = 1 ] || { cat gate.log >&2; broken "tried again and again"; }
  draw_code
  show_code
  await 15 is_ready || { cat gate.log >&2; broken "the good code was not taken"; }
}

a_code_is_dead_after_a_quarter_of_an_hour() {
  open_office
  draw_code
  halt "$server_pid"
  serve_tls --now $(($(date +%s) + 901))
  ends_with 69 gate --lang en enrol "$(cat code)" --dir gate
  says "does not take this code"
  [ ! -e gate/gate.ini ] || broken "it is a gate all the same"
}

another_tls_key_is_not_spoken_to_until_the_trust_list_names_it() {
  open_office
  enrol_gate
  show_person 1
  await 15 acknowledged 1 || broken "the first event did not arrive"
  keys generate --use tls other --host 127.0.0.1 --dir keys >>keys.log 2>&1 </dev/null
  local other=(--tls-cert keys/other.crt.pem --tls-key keys/other.key.pem)
  halt "$server_pid"
  serve_tls "${other[@]}"
  show_person 2
  answered '.verdict == "allow"'
  local failures held
  held=$(jq -S .held status.json)
  failures=$(status_of_gate | jq .sync.failures)
  gate sync --dir gate >>gate.log 2>&1 </dev/null || true
  await 15 failures_grew || broken "another key did not trouble it"
  grep -q 'pinned public key' gate.log || { cat gate.log >&2; broken "not a word why"; }
  await 5 status_says '.journal.next_seq == 3' && status_says '.journal.acknowledged == 1' ||
    broken "it told an event to a stranger"
  [ "$(jq -S .held status.json)" = "$held" ] || broken "it holds something else"
  halt "$server_pid"
  serve_tls
  keys trust --dir keys --tls keys/other.crt.pem >>keys.log 2>&1 </dev/null || { cat keys.log >&2; broken "no list"; }
  server trust import keys/trust.cose --data server >>server.log 2>&1 </dev/null || { cat server.log >&2; broken "not imported"; }
  gate sync --dir gate >>gate.log 2>&1 </dev/null || true
  await 15 status_says ".held.trust.seq > $(jq .trust.seq <<<"$held")" || { cat status.json gate.log >&2; broken "the list did not come"; }
  halt "$server_pid"
  serve_tls "${other[@]}"
  show_person 3
  gate sync --dir gate >>gate.log 2>&1 </dev/null || true
  await 15 acknowledged 3 || { cat gate.log >&2; broken "the new key is not spoken to"; }
}

# mirror_plainly FROM TO: passes on what it gets, as anybody on the line could.
mirror_plainly() {
  launch mirror.log python3 -c '
import asyncio, sys
async def carry(reader, writer):
    while data := await reader.read(65536):
        writer.write(data)
    writer.close()
async def serve(reader, writer):
    back, there = await asyncio.open_connection(*sys.argv[3:])
    await asyncio.gather(carry(reader, there), carry(back, writer))
async def main():
    await (await asyncio.start_server(serve, *sys.argv[1:3])).serve_forever()
asyncio.run(main())' "${1%:*}" "${1#*:}" "${2%:*}" "${2#*:}"
}

# Beyond loopback, where a line is known by its key alone: in a network of its own.
a_mirror_without_the_key_gives_lists_and_cannot_make_a_gate_forget() {
  unshare -rn true 2>/dev/null && command -v ip >/dev/null || { echo "skipped: no network namespaces here"; return 0; }
  # shellcheck disable=SC2016
  unshare -rn bash -c 'ip link set lo up && ip address add 10.88.0.1/32 dev lo && exec "$@"' apart \
    "$root/tests/integration/street/enrol.sh" beyond_loopback
}
beyond_loopback() {
  port=20001
  mirror_plainly 10.88.0.1:20002 127.0.0.1:$port
  make_server
  fill_server 1
  cut -f2 texts.tsv >texts
  launch server.log "$build/server/tongxing-server" serve --data server --listen 127.0.0.1:$port --demo \
    --origin http://10.88.0.1:20002
  await 15 listens || { cat server.log >&2; broken "the server does not listen"; }
  gate init --dir gate --area $area --root "$(root_hash)" --trust-seq 0 --server http://10.88.0.1:20002 \
    >gate.pub 2>gate.log </dev/null
  server gate add --data server $area east-gate "$(head -n 1 gate.pub)" >>server.log 2>&1 </dev/null
  work_gate
  await 20 is_ready || { cat gate.log server.log mirror.log >&2; broken "it gives no lists"; }
  show_person 1
  answered '.verdict == "allow"'
  gate sync --dir gate >>gate.log 2>&1 </dev/null || true
  await 15 grep -q 'ignored ack: server key not pinned' gate.log || { cat gate.log >&2; broken "not a word"; }
  [ "$(server events --data server --json </dev/null | jq '.events | length')" = 1 ] || broken "nothing was sent"
  acknowledged 0 || broken "the gate forgot"
}

a_code_is_read_from_a_file_as_mail_and_editors_leave_it() {
  open_office
  local n=0 form
  for form in marked wrapped quoted utf16; do
    draw_code
    case $form in
    marked) { printf '\xef\xbb\xbf' && sed 's/$/\r/' code; } >file ;;
    wrapped) fold -w 76 code >file ;;
    quoted) echo " “$(cat code)” " >file ;;
    utf16) { printf '\xff\xfe' && iconv -f utf-8 -t utf-16le code; } >file ;;
    esac
    gate enrol file --dir "gate-$form" --name "gate-$((n += 1))" >>gate.log 2>&1 </dev/null ||
      { cat gate.log >&2; broken "$form: not enrolled"; }
  done
}

[ $# = 0 ] || { keep "$@"; exit; }

keep a_command_without_a_code_says_where_one_comes_from \
  a_gate_that_sees_the_code_is_ready_within_seconds_and_admits_the_first_resident \
  an_enrolled_gate_takes_the_code_of_another_for_no_pass \
  a_code_makes_one_gate_and_is_refused_to_the_next_in_words \
  a_code_is_not_blamed_for_a_server_that_does_not_answer \
  a_code_that_fails_is_tried_once_however_often_it_is_seen_and_another_is_tried_at_once \
  a_gate_that_waits_for_its_code_ends_when_it_is_told_to_and_that_is_no_failure \
  a_code_is_read_from_a_file_as_mail_and_editors_leave_it \
  a_code_is_dead_after_a_quarter_of_an_hour \
  another_tls_key_is_not_spoken_to_until_the_trust_list_names_it \
  a_mirror_without_the_key_gives_lists_and_cannot_make_a_gate_forget
