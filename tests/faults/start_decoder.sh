#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A gate whose decoder cannot be started, dies, hangs or talks nonsense when the gate starts: scanners
# and buttons work, it says so, and pictures are read as soon as there is a decoder.
source "$(dirname "$0")/../integration/promises.sh"
source "$root/tests/integration/community.sh"
source "$root/tests/integration/street/scene.sh"

# The decoder is sought beside the gate: this one has a place of its own.
own_place() {
  mkdir bin
  cp "$build/gate-client/tongxing-gate" bin/
}
# decoder_is LINE …: a script in its place.
decoder_is() {
  printf '%s\n' "$@" >bin/new
  chmod +x bin/new
  mv bin/new bin/tongxing-decoder
}
decoder_is_whole() {
  cp "$(find "$build" -name tongxing-decoder -type f -perm -u+x | head -n 1)" bin/new
  mv bin/new bin/tongxing-decoder
}

# make_barrier: writes down why it opened.
make_barrier() {
  printf '%s\n' '#!/bin/sh' 'echo "$TONGXING_OPEN $TONGXING_REASON" >>"${0%/*}/opened"' >barrier
  chmod +x barrier
}
opened_because() { tail -n 1 opened 2>/dev/null | grep -qx "1 $1"; }
page_says_so() {
  curl -sN -m 1 "http://127.0.0.1:$page_port/api/guard" >page 2>/dev/null
  grep -qF '读码程序不可用，摄像机画面无法识读' page && grep -qF 'the decoder does not work, no picture is read' page
}

start_gate() {
  rm -rf opened pictures codes
  mkdir pictures
  mkfifo codes
  page_port=$(free_port)
  : >answers
  : >gate.log
  bin/tongxing-gate run --dir gate --json --alone --page "127.0.0.1:$page_port" \
    --output "command:$PWD/barrier" stdin: "folder:$PWD/pictures" <codes >>answers 2>>gate.log &
  gate_pid=$!
  started+=("$gate_pid")
  exec 9>codes
  await 20 gate_runs || { cat gate.log >&2; broken "the gate does not start"; }
}
decoder_is_named() { status_says '.loop.troubles[] | select(.source == "tongxing-decoder")'; }
names_none() { status_says '.loop.troubles == []'; }

# works_without ZH EN: named on status, log and page, while texts and the button are served.
works_without() {
  await 15 decoder_is_named || { cat status.json >&2; broken "status does not name it"; }
  status_says ".loop.troubles[] | select((.zh | contains(\"$1\")) and (.en | contains(\"$2\")))" ||
    { cat status.json >&2; broken "status does not say why"; }
  grep -q "^.*decoder tongxing-decoder: .*($2)" gate.log || { cat gate.log >&2; broken "nor the log"; }
  await 5 page_says_so || { cat page >&2; broken "the page does not say it"; }
  show_person "$person"
  answered '.verdict == "allow"'
  gate operator emergency --dir gate || broken "nobody hears the emergency"
  await 3 opened_because emergency_opened || { cat gate.log >&2; broken "the emergency opens nothing"; }
}
reads_again() {
  decoder_is_whole
  await 10 names_none || { cat status.json >&2; broken "it does not come back"; }
  grep -q 'decoder tongxing-decoder: there now' gate.log || { cat gate.log >&2; broken "the log keeps still"; }
  camera --text "$(sed -n "$((person + 1))p" texts)" --ppm 4 --out pictures/first.jpg
  await 10 opened_because ok || { cat gate.log answers >&2; broken "the picture opens nothing"; }
  rest_gate
}

# Two people for each fault: one shows a text, and one a picture.
a_gate_starts_with_a_decoder_that_does_not_and_reads_as_soon_as_one_does() {
  open_street 6
  own_place
  make_barrier
  person=1
  local fault
  for fault in cannot_be_started is_killed hangs; do
    $fault
    person=$((person + 2))
  done
}
cannot_be_started() {
  decoder_is '#!/nowhere/sh'
  start_gate
  works_without 没有这个设备或文件 'No such file or directory'
  reads_again
}
is_killed() {
  decoder_is '#!/bin/sh' 'kill -KILL $$'
  start_gate
  works_without 一启动就退出 'it ends as soon as it is started'
  reads_again
}
hangs() {
  decoder_is '#!/bin/sh' 'exec /bin/sleep 30'
  start_gate
  works_without 没有应答 'it does not answer'
  reads_again
}

# One that has always worked is no trouble when it dies once: it is back before anybody has seen it.
a_decoder_that_dies_once_is_back_without_a_word() {
  open_street 2
  own_place
  make_barrier
  decoder_is_whole
  start_gate
  await 5 pgrep -P "$gate_pid" -x tongxing-decode >/dev/null || broken "no decoder"
  kill -KILL "$(pgrep -P "$gate_pid" -x tongxing-decode)"
  await 5 status_says '.loop.eye_restarts == 1' || { cat status.json >&2; broken "it does not come back by itself"; }
  names_none || { cat status.json >&2; broken "a single death is called a trouble"; }
  reads_again_without_a_word
}
reads_again_without_a_word() {
  camera --text "$(sed -n 1p texts)" --ppm 4 --out pictures/first.jpg
  await 10 opened_because ok || { cat gate.log answers >&2; broken "the picture opens nothing"; }
  ! grep -q 'decoder tongxing-decoder' gate.log || { cat gate.log >&2; broken "words about nothing"; }
}

# Beside a camera and an ill decoder the code is shown in vain: whoever shows it is told, and enrols by
# the text.
a_gate_that_waits_for_its_code_says_that_its_decoder_is_ill() {
  own_place
  decoder_is '#!/nowhere/sh'
  mkdir seen
  : >new.log
  bin/tongxing-gate run --dir new --name east "folder:$PWD/seen" 2>>new.log >/dev/null &
  started+=("$!")
  await 10 grep -q 'show the enrolment code' new.log || { cat new.log >&2; broken "it waits for no code"; }
  await 5 grep -q 'decoder tongxing-decoder: .*No such file.*scanners and buttons work' new.log ||
    { cat new.log >&2; broken "it keeps still about the decoder"; }
  decoder_is_whole
  await 10 grep -q 'decoder tongxing-decoder: there now' new.log || { cat new.log >&2; broken "nor that it is well"; }
}

keep a_gate_starts_with_a_decoder_that_does_not_and_reads_as_soon_as_one_does \
  a_decoder_that_dies_once_is_back_without_a_word \
  a_gate_that_waits_for_its_code_says_that_its_decoder_is_ill
