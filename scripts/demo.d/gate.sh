# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154
# The gate's terminal: its program with a camera, a voice and a page, not set up yet.

# Where there is no loudspeaker, the voice goes into a file, so that it can be heard all the same.
choose_speaker() {
  speaker=default
  sound_words='Its voice: "The gate is ready".'
  compgen -G '/dev/snd/pcmC*p' >/dev/null && return
  speaker="tee:null,$work/voice.wav,wav"
  sound_words='Its voice: "The gate is ready" (no loudspeaker here: kept in voice.wav).'
}

start_gate() {
  choose_speaker
  page_port=$(free_port)
  "$build/gate-client/tongxing-gate" run --dir "$work/gate" --json --name "东门 East gate" \
    --output "voice:$build/gate-client/output/prompts,$speaker" --page "127.0.0.1:$page_port" \
    "folder:$work/camera" >>"$work/gate.out" 2>>"$work/gate.log" </dev/null &
  gate_pid=$!
  started+=("$gate_pid")
}

draw_enrolment_code() {
  server gate enrol "$area" --data "$work/server" --url "https://127.0.0.1:$tls_port" --json \
    >"$work/enrol.json" 2>>"$work/server.log" </dev/null ||
    give_up "登记码画不出来 the enrolment code could not be drawn"
  jq -r .text "$work/enrol.json" >"$work/enrol.txt"
}

# Whether it has said something: a loudspeaker cannot be asked, a file can.
spoke() { [ "$speaker" = default ] || [ "$(stat -c %s "$work/voice.wav" 2>/dev/null || echo 0)" -gt 20000 ]; }
