#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Cameras on the network that people complain of: redirected, self-signed, hung, old.
source "$(dirname "$0")/../promises.sh"
source "$(dirname "$0")/../community.sh"
source "$(dirname "$0")/scene.sh"

# set_up_cameras N [CERT KEY]: a community of N people; the first is before the cameras at $cameras.
set_up_cameras() {
  open_street "$1"
  shift
  person_comes 1
  start_cameras "$@"
}
start_cameras() {
  : >cameras.port
  python3 "$root/tests/integration/cameras.py" . "$@" >cameras.port 2>asked.log </dev/null &
  started+=("$!")
  await 10 test -s cameras.port || { cat asked.log >&2; broken "no cameras"; }
  cameras=127.0.0.1:$(head -n 1 cameras.port)
}
person_comes() {
  camera --text "$(sed -n "$1p" texts)" --ppm 4 --out coming.jpg
  mv coming.jpg now.jpg
}

is_seen() {
  await "${1:-15}" answers_reach 1 || { cat gate.log asked.log >&2; broken "it was not seen"; }
  answered '.verdict == "allow"'
}
logged() { await "$1" grep -qF -- "$2" gate.log || { cat gate.log >&2; broken "the log does not say \"$2\""; }; }
times_asked() { grep -cx -- "$1" asked.log || true; }
asked_twice() { [ "$(times_asked "$1")" -ge 2 ]; }

a_camera_that_brings_no_picture_or_always_the_same_is_spoken_of() {
  set_up_cameras 2
  cp now.jpg same.jpg
  work_gate --alone "camera:http://$cameras/drips/now.jpg" "camera:http://$cameras/hangs/same.jpg"
  is_seen
  person_comes 2
  logged 20 "http://$cameras/drips/now.jpg: no picture: nothing whole came for 10 s"
  await 10 asked_twice /drips/now.jpg || broken "it is not dialled again"
  await 10 answers_reach 2 || { cat gate.log >&2; broken "it was not seen again"; }
  logged 70 "http://$cameras/hangs/same.jpg: it has sent the same picture for a minute"
  await 5 status_says '.loop.troubles | length == 1 and (.[0].source | endswith("/hangs/same.jpg"))' ||
    { cat status.json >&2; broken "the status does not say it"; }
}

a_camera_that_sends_on_to_itself_is_followed() {
  set_up_cameras 1
  work_gate --alone "camera:http://$cameras/moved/now.jpg"
  is_seen
  grep -qx /moved/now.jpg asked.log || broken "it was not asked"
}

a_camera_that_sends_elsewhere_is_named_and_not_followed() {
  set_up_cameras 1
  work_gate --alone "camera:http://$cameras/abroad/now.jpg" "camera:http://$cameras/circle/now.jpg"
  logged 15 "the camera sends to http://localhost:${cameras#*:}/snapshot/now.jpg; give that address"
  logged 15 "the camera sends from one address to the next"
  [ "$(times_asked /snapshot/now.jpg)" = 0 ] || broken "it was followed to another host"
  ! grep -q geheim gate.log || broken "the other host's password is told"
}

make_cert() {
  openssl req -x509 -newkey rsa:2048 -nodes -keyout "$1.key" -out "$1.crt" -days 30 \
    -subj "/CN=camera" 2>>openssl.log || { cat openssl.log >&2; broken "no certificate"; }
}
hash_of_cert() { openssl x509 -in "$1.crt" -outform DER | sha256sum | cut -d' ' -f1; }

a_certificate_of_the_cameras_own_making_is_shown_and_can_be_pinned() {
  make_cert one
  make_cert other
  set_up_cameras 2 one.crt one.key
  echo 'admin Sechs-Koffer7' >login
  local url="camera:https://admin:Sechs-Koffer7@$cameras/basic/now.jpg"
  work_gate --alone "$url"
  logged 15 "if it is of its own making, write #sha256=$(hash_of_cert one) behind its address"
  [ "$(count_answers)" = 0 ] && [ ! -s asked.log ] || broken "believed without a word"
  rest_gate
  work_gate --alone "$url#sha256=$(hash_of_cert other)"
  logged 15 "shows another certificate than the one behind #sha256="
  [ ! -s asked.log ] || broken "asked with another certificate"
  rest_gate
  work_gate --alone "$url#sha256=$(hash_of_cert one | tr a-f A-F | sed 's/../&:/g; s/:$//')"
  is_seen
  person_comes 2
  await 10 answers_reach 2 || { cat gate.log >&2; broken "seen only once"; }
}

a_password_may_hold_any_character_and_is_told_to_nobody() {
  set_up_cameras 1
  local scheme written meant
  while read -r scheme written meant; do
    echo "admin $meant" >login
    : >answers
    work_gate --alone "camera:http://admin:$written@$cameras/$scheme/now.jpg"
    is_seen
    rest_gate
    rm -rf gate/journal.db*
  done <<'END'
digest Sech@s@Koffer Sech@s@Koffer
digest Sech#s/Kof?fer@7 Sech#s/Kof?fer@7
basic Sechs#Kof/fer?7:8 Sechs#Kof/fer?7:8
digest Sechs%40Koffer%7 Sechs@Koffer%7
basic Sechs%2FKoffer@8 Sechs/Koffer@8
END
  for written in 1234/Sechs 'Sech@s#Kof/fer'; do
    ends_with 66 gate run --dir gate "camera:http://admin:$written@$cameras/now.jpg"
    says '%2F'
    cat err >>gate.log
  done
  ! grep -e Sech -e Kof -e fer gate.log || broken "the password is told"
}

old_and_wordy_cameras_are_seen() {
  set_up_cameras 2
  camera --text small --ppm 1 --size 320x240 --out small.jpg
  work_gate --alone "camera:http://$cameras/ancient/now.jpg"
  is_seen
  rest_gate
  person_comes 2
  work_gate --alone "camera:http://$cameras/thumbnail/now.jpg"
  await 15 answers_reach 2 || { cat gate.log >&2; broken "a picture with a thumbnail was not seen"; }
  answered '.verdict == "allow"'
}

no_proxy_stands_between_a_gate_and_its_camera() {
  set_up_cameras 1
  http_proxy=http://127.0.0.1:1 all_proxy=http://127.0.0.1:1 work_gate --alone "camera:http://$cameras/snapshot/now.jpg"
  is_seen
}

a_camera_that_uploads_a_folder_a_day_is_seen_also_when_all_was_cleared_away() {
  open_street 3
  mkdir uploads
  work_gate --alone folder:uploads
  mkdir uploads/2026-11-27
  person_comes 1
  mv now.jpg uploads/2026-11-27/070001.jfif
  is_seen
  rm -r uploads
  await 10 status_says '.loop.sources_gone == 1' || broken "nobody hears that it is gone"
  mkdir -p uploads/2026-11-28
  person_comes 2
  mv now.jpg uploads/2026-11-28/070001.jpg
  await 10 answers_reach 2 || { cat gate.log >&2; broken "the new folder is not watched"; }
  await 5 status_says '.loop.sources_gone == 0' || broken "still said to be gone"
  person_comes 3
  ln -s "$PWD/now.jpg" uploads/link.tmp
  mv uploads/link.tmp uploads/link.jpg
  mkfifo uploads/pipe.tmp
  mv uploads/pipe.tmp uploads/pipe.jpg
  await 10 grep -q 'link.jpg' answers || { cat answers >&2; broken "the link is not spoken of"; }
  await 10 grep -q 'pipe.jpg' answers || { cat answers >&2; broken "the pipe is not spoken of"; }
  [ "$(grep -c '"verdict":"allow"' answers)" = 2 ] || { cat answers >&2; broken "a link was followed"; }
}

keep a_camera_that_brings_no_picture_or_always_the_same_is_spoken_of \
  a_camera_that_sends_on_to_itself_is_followed \
  a_camera_that_sends_elsewhere_is_named_and_not_followed \
  a_certificate_of_the_cameras_own_making_is_shown_and_can_be_pinned \
  a_password_may_hold_any_character_and_is_told_to_nobody \
  old_and_wordy_cameras_are_seen \
  no_proxy_stands_between_a_gate_and_its_camera \
  a_camera_that_uploads_a_folder_a_day_is_seen_also_when_all_was_cleared_away
