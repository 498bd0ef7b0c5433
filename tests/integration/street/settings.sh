#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A gate that is started without an argument: everything stands in its settings file.
source "$(dirname "$0")/../promises.sh"
source "$(dirname "$0")/../community.sh"
source "$(dirname "$0")/scene.sh"

uncommented() { sed 's/^#\([a-z-]* = \)/\1/' "$root/gate-client/gate.ini"; }

# What this machine has in place of a terminal's devices; its buttons and lights nobody has here.
at_hand() {
  sed -e 's|v4l2:.*|folder:seen|; s|camera:.*|camera:http://127.0.0.1:1/video|; s|serial:.*|stdin:|' \
    -e 's|relay:.*|command:/bin/true|; s|voice:.*|command:/bin/true|; s|= eth0|= lo|; s|:8090|:'"$page_port"'|' \
    -e '/light:/d; /^button/d; /^thermometer/d'
}

every_setting_of_the_example_is_known_and_it_fits_a_screen() {
  [ "$(wc -l <"$root/gate-client/gate.ini")" -le 40 ] || broken "it fills more than a screen"
  uncommented >all.ini
  [ "$(grep -c '^[a-z-]* = ' all.ini)" -ge 12 ] || broken "hardly a setting"
  ends_with 78 gate --lang en status --dir nowhere --config all.ini
  says "There is no gate in nowhere"
}

a_gate_without_an_argument_works_by_the_example() {
  open_street 2
  page_port=$(free_port)
  uncommented | at_hand >all.ini
  mkdir seen
  mkfifo codes
  TONGXING_GATE_DIR=gate "$build/gate-client/tongxing-gate" run --json --config all.ini <codes >>answers 2>>gate.log &
  gate_pid=$!
  started+=("$gate_pid")
  exec 9>codes
  await 20 gate_runs || { cat gate.log >&2; broken "the gate does not run"; }
  show_person 1
  answered '.verdict == "allow" and .source == "stdin" and .direction == "in"'
  camera --text "$(sed -n 2p texts)" --ppm 4 --out second.jpg
  mv second.jpg seen/
  await 20 answers_reach 2 || { cat gate.log >&2; broken "the folder is not watched"; }
  answered '.verdict == "allow" and .source == "seen/second.jpg"'
  grep -q 'http://127.0.0.1:1/video: no picture' gate.log || { cat gate.log >&2; broken "the camera is not asked"; }
  curl -fsS "http://127.0.0.1:$page_port/guard" >/dev/null || broken "there is no page"
}

# names LINE WORDS SETTING…: the file of these lines is refused, naming the line.
names() {
  local number=$1 words=$2 wanted=$3
  shift 3
  printf '%s\n' "$@" >wrong.ini
  ends_with "$wanted" gate --lang en run --dir gate --alone --config wrong.ini
  says "wrong.ini, line $number" "$words"
  says_it_briefly
}

a_setting_that_cannot_be_is_named_by_file_and_line() {
  open_street 1
  names 3 'no setting "sauce"' 78 '[run]' '# what' 'sauce = folder:.'
  names 2 'from 1 to 20' 78 '[run]' 'tube-size = 99'
  names 2 'no section [runs]' 78 '[runs]' 'source = folder:.'
  names 3 'no such file, folder or kind of source' 66 '[run]' 'source = stdin:' 'source = camra:/dev/video0'
  names 2 'horn' 78 '[run]' 'output = horn:1'
  names 4 'button' 78 '[run]' 'source = stdin:' '' 'button = bell:gpiochip0/1'
  gate --lang zh run --dir gate --alone --config wrong.ini 2>err >out </dev/null && broken "it runs"
  says "wrong.ini 第 4 行："
}

arguments_and_settings_add_up() {
  open_street 2
  mkdir seen also
  printf '[run]\nsource = folder:seen\n' >gate.ini
  camera --text "$(sed -n 1p texts)" --ppm 4 --out seen/first.jpg
  camera --text "$(sed -n 2p texts)" --ppm 4 --out also/second.jpg
  work_gate --alone --config gate.ini folder:also
  await 20 answers_reach 2 || { cat gate.log >&2; broken "not both were seen"; }
  [ "$(jq -r .source answers | sort | paste -sd' ')" = "also/second.jpg seen/first.jpg" ] || broken "other sources"
}

keep every_setting_of_the_example_is_known_and_it_fits_a_screen \
  a_gate_without_an_argument_works_by_the_example \
  a_setting_that_cannot_be_is_named_by_file_and_line \
  arguments_and_settings_add_up
