#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Cameras on the network, as shops sell them: streams, snapshots, passwords, two at one gate.
source "$(dirname "$0")/../promises.sh"
source "$(dirname "$0")/../community.sh"
source "$(dirname "$0")/scene.sh"

password=Sechs-Koffer7

picture_of() { camera --text "$(sed -n "$1p" texts)" --ppm 4 --out "$2"; }

# film PICTURE: ffmpeg is a camera that hands out MJPEG to one who asks.
film() {
  : "${film_port:=$(free_port)}"
  launch ffmpeg.log ffmpeg -nostdin -loglevel error -re -loop 1 -framerate 10 -i "$1" -f mpjpeg -q:v 3 \
    -listen 1 "http://127.0.0.1:$film_port/video"
  film_pid=$pid
  await 30 is_filming || { tell_of_camera >&2; broken "nobody films"; }
}
tell_of_camera() {
  cat ffmpeg.log
  ps -o pid,stat,time,args -p "$film_pid"
  ss -Htan "sport = :$film_port"
}
# Asked of the kernel: the first to connect is served, and nobody after them. A gate that is waiting
# may have connected already, and then nothing listens any more.
is_filming() { ss -Htan state listening state established "sport = :$film_port" | grep -q .; }

# take_snapshots PICTURE [NAME PASSWORD]
take_snapshots() {
  : >snapshots.log
  launch snapshots.log python3 "$root/tests/integration/snapshots.py" "$@"
  await 10 test -s snapshots.log || broken "the camera does not start"
  snapshots_port=$(head -n 1 snapshots.log)
}

times_in_log() { grep -c -- "$1" gate.log || true; }
logged_once() { [ "$(times_in_log "$1")" = 1 ]; }

a_camera_that_is_turned_off_and_on_is_back_by_itself_and_said_to_be_back_once() {
  open_street 2
  picture_of 1 first.jpg
  picture_of 2 second.jpg
  film first.jpg
  work_gate --alone "in=camera:http://127.0.0.1:$film_port/video"
  await 20 answers_reach 1 || { cat gate.log ffmpeg.log >&2; broken "the camera was not seen"; }
  answered '.verdict == "allow" and .direction == "in"'
  halt "$film_pid" KILL
  await 15 logged_once 'no picture' || broken "nobody hears that the camera is gone"
  await 5 status_says '.loop.sources_gone == 1' || { cat status.json gate.log >&2; broken "the status does not know"; }
  film second.jpg
  await 20 answers_reach 2 || { cat gate.log ffmpeg.log >&2; broken "the camera was not seen again"; }
  answered '.verdict == "allow"'
  sleep 1
  await 5 status_says '.loop.sources_gone == 0' || broken "the status still misses it"
  logged_once 'the camera is back' && logged_once 'no picture' || { cat gate.log >&2; broken "not said once"; }
}

a_camera_that_answers_with_one_picture_is_asked_again_and_again() {
  open_street 2
  picture_of 1 now.jpg
  take_snapshots now.jpg
  work_gate --alone "http://127.0.0.1:$snapshots_port/snapshot.jpg"
  await 20 answers_reach 1 || { cat gate.log >&2; broken "the picture was not seen"; }
  answered '.verdict == "allow"'
  picture_of 2 later.jpg
  mv later.jpg now.jpg
  await 20 answers_reach 2 || { cat gate.log >&2; broken "it was asked only once"; }
  answered '.verdict == "allow" and .pass.index != null'
}

a_camera_that_wants_a_name_and_a_password_gets_them_by_digest() {
  open_street 1
  picture_of 1 now.jpg
  take_snapshots now.jpg admin "$password"
  work_gate --alone "camera:http://admin:$password@127.0.0.1:$snapshots_port/snapshot.jpg"
  await 20 answers_reach 1 || { cat gate.log >&2; broken "the picture was not seen"; }
  answered ".verdict == \"allow\" and .source == \"http://127.0.0.1:$snapshots_port/snapshot.jpg\""
}

a_wrong_password_is_said_in_words_and_once() {
  open_street 1
  picture_of 1 now.jpg
  take_snapshots now.jpg admin another
  work_gate --alone "camera:http://admin:$password@127.0.0.1:$snapshots_port/snapshot.jpg"
  await 20 logged_once 'the camera refuses this name and password' || { cat gate.log >&2; broken "not a word"; }
  sleep 2
  logged_once 'no picture' || broken "said again and again"
  [ "$(count_answers)" = 0 ] || broken "seen without the password"
}

nobody_else_is_told_the_password_of_a_camera() {
  open_street 1
  picture_of 1 now.jpg
  take_snapshots now.jpg admin "$password"
  work_gate "in=camera:http://admin:$password@127.0.0.1:$snapshots_port/now.jpg?key=$password" \
    "camera:http://admin:$password@127.0.0.1:1/gone"
  await 20 answers_reach 1 || { cat gate.log >&2; broken "the picture was not seen"; }
  await 20 grep -q 'no picture' gate.log || broken "nobody hears that a camera is gone"
  status_says '.running'
  gate status --dir gate >status.txt
  rest_gate
  ends_with 66 gate run --dir gate "camra:http://admin:$password@127.0.0.1/"
  cat err >>said
  ends_with 66 gate run --dir gate "camera:http://admin:$password@[127.0.0.1/"
  cat err >>said
  ends_with 66 gate run --dir gate "camera:rtsp://admin:$password@127.0.0.1/"
  cat err >>said
  grep -q 'http://127.0.0.1:1/gone' gate.log || broken "the camera has no name in the log"
  grep -rlaF "$password" said gate.log answers status.json status.txt gate >telling || return 0
  cat telling >&2
  broken "the password is told"
}

# A camera never runs out of pictures: whoever comes to the other one must be seen all the same.
two_cameras_take_turns_each_with_its_direction() {
  open_street 2
  mkdir busy calm
  local i
  for i in $(seq 10 29); do camera --seed "$i" --out "busy/$i.jpg"; done
  picture_of 1 busy/99.jpg
  picture_of 2 calm/1.jpg
  work_gate --alone in=folder:busy out=folder:calm
  await 60 answers_reach 22 || { cat gate.log answers >&2; broken "not everything was seen"; }
  jq -c '[.source, .verdict, .direction]' answers >seen
  head -n 3 seen | grep -q '"calm/1.jpg","allow","out"' || { cat seen >&2; broken "the second one waited"; }
  tail -n 1 seen | grep -q '"busy/99.jpg","allow","in"' || { cat seen >&2; broken "the first one's direction"; }
}

command -v ffmpeg >/dev/null || { echo "no ffmpeg here: skipped"; exit 77; }

keep a_camera_that_is_turned_off_and_on_is_back_by_itself_and_said_to_be_back_once \
  a_camera_that_answers_with_one_picture_is_asked_again_and_again \
  a_camera_that_wants_a_name_and_a_password_gets_them_by_digest \
  a_wrong_password_is_said_in_words_and_once \
  nobody_else_is_told_the_password_of_a_camera \
  two_cameras_take_turns_each_with_its_direction
