#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A gate whose parts are absent when it starts: it works with what there is, says what is missing,
# and has it as soon as it is there.
source "$(dirname "$0")/../integration/promises.sh"
source "$root/tests/integration/community.sh"
source "$root/tests/integration/street/scene.sh"

# barrier: a program in place of a relay, that writes down why it opened.
make_barrier() {
  cat >barrier <<'HOOK'
#!/bin/sh
echo "$TONGXING_OPEN $TONGXING_REASON" >>"${0%/*}/opened"
HOOK
  chmod +x barrier
}
opened_because() { tail -n 1 opened 2>/dev/null | grep -qx "1 $1"; }
emergency_opens() {
  gate operator emergency --dir gate || broken "nobody hears the emergency"
  await 3 opened_because emergency_opened || { cat gate.log >&2; broken "the emergency opens nothing"; }
}

# start_gate ARGUMENT…: without any code source but those.
start_gate() {
  launch gate.log "$build/gate-client/tongxing-gate" run --dir gate --json --alone "$@"
  gate_pid=$pid
  await 20 gate_runs || { cat gate.log >&2; broken "the gate does not start"; }
}
names_trouble() { status_says "[.loop.troubles[] | select(.source == \"$1\") | .zh, .en] | length == 2"; }
names_none() { status_says '.loop.troubles == []'; }
# missing ADDRESS: named by status, in both languages, and by the log.
missing() {
  await 5 names_trouble "$1" || { cat status.json >&2; broken "status does not name $1"; }
  grep -qF "$1: " gate.log || { cat gate.log >&2; broken "the log does not name $1"; }
}
page_says() { curl -sN -m 1 "http://127.0.0.1:$page_port/api/guard" 2>/dev/null | grep -qF "$1"; }

a_gate_starts_without_any_of_its_parts_and_opens_in_an_emergency() {
  open_street 1
  make_barrier
  page_port=$(free_port)
  local absent=(relay:gpiochip9/17 emergency:gpiochip9/4 "$PWD/sensor" nowhere0
    "serial:$PWD/scanner" "wedge:$PWD/keys" "v4l2:$PWD/video" "folder:$PWD/pictures")
  start_gate --page "127.0.0.1:$page_port" --output "command:$PWD/barrier" --output "${absent[0]}" \
    --button "${absent[1]}" --thermometer "${absent[2]}" --peers "${absent[3]}" "${absent[@]:4}"
  local part
  for part in "${absent[@]}"; do missing "$part"; done
  await 5 page_says '道闸打不开，请手动开闸（另有7项）' || broken "the page does not say it"
  page_says 'the barrier cannot be driven, open it by hand (and 7 more)' || broken "nor in English"
  emergency_opens
  await 3 page_says '"note":{"at"' || broken "the page does not say that the relay stayed shut"
  ends_with 0 gate --lang zh status --dir gate
  says "$PWD/sensor：温度传感器打不开（没有这个设备或文件）；请检查接线和设置，恢复后自动使用"
  ends_with 0 gate --lang en status --dir gate
  says 'emergency:gpiochip9/4: a button does not work (No such file or directory)'
}

a_part_is_used_as_soon_as_it_is_there() {
  open_street 2
  make_barrier
  start_gate --output "command:$PWD/later" --thermometer "$PWD/sensor" "folder:$PWD/pictures"
  missing "folder:$PWD/pictures"
  missing "command:$PWD/later"
  mkfifo sensor
  sleep 60 >sensor &
  started+=($!)
  mkdir pictures
  mv barrier later
  await 5 names_none || { cat status.json >&2; broken "not everything came back"; }
  grep -q "source folder:$PWD/pictures: there now" gate.log || { cat gate.log >&2; broken "the log keeps still"; }
  camera --text "$(sed -n 1p texts)" --ppm 4 --out pictures/first.jpg
  await 10 opened_because ok || { cat gate.log >&2; broken "the pass does not open"; }
}

one_source_of_two_is_enough() {
  open_street 1
  mkdir there
  start_gate "folder:$PWD/there" "v4l2:$PWD/video" >/dev/null
  missing "v4l2:$PWD/video"
  cp gate.log before
  camera --text "$(sed -n 1p texts)" --ppm 4 --out there/first.jpg
  await 10 grep -q '"verdict":"allow"' gate.log || { cat gate.log >&2; broken "nobody is admitted"; }
}

a_page_whose_port_is_taken_comes_when_it_is_free() {
  open_street 1
  page_port=$(free_port)
  python3 -m http.server --bind 127.0.0.1 "$page_port" >/dev/null 2>&1 &
  local squatter=$!
  started+=("$squatter")
  port=$page_port await 10 listens || broken "no squatter"
  start_gate --page "127.0.0.1:$page_port"
  missing "127.0.0.1:$page_port"
  ends_with 0 gate --lang zh status --dir gate
  says "127.0.0.1:$page_port：值守页面打不开（端口已被占用）；请检查设置，恢复后自动使用"
  gate operator emergency --dir gate
  await 3 grep -q emergency_opened gate.log || broken "no emergency without a page"
  halt "$squatter"
  await 5 page_says '"zh"' || { cat gate.log >&2; broken "the page does not come"; }
}

a_socket_that_somebody_took_away_is_made_again() {
  open_street 1
  start_gate
  rm gate/gate.sock
  await 5 gate_runs || { cat gate.log >&2; broken "commands cannot reach it any more"; }
  grep -q 'control gate: there now' gate.log || { cat gate.log >&2; broken "the log keeps still"; }
}

# A setting that can never be is another matter: whoever typed it is still there.
a_page_or_an_output_written_wrong_is_refused_at_once() {
  open_street 1
  ends_with 78 gate run --dir gate --alone --page 0.0.0.0:8090 stdin:
  ends_with 78 gate run --dir gate --alone --output relay:17 stdin:
  ends_with 66 gate run --dir gate --alone camra:/dev/video0
}

keep a_gate_starts_without_any_of_its_parts_and_opens_in_an_emergency \
  a_part_is_used_as_soon_as_it_is_there \
  one_source_of_two_is_enough \
  a_page_whose_port_is_taken_comes_when_it_is_free \
  a_socket_that_somebody_took_away_is_made_again \
  a_page_or_an_output_written_wrong_is_refused_at_once
