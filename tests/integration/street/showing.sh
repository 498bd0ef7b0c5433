#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# One person at a gate has one answer, and the better one is heard.
source "$(dirname "$0")/../promises.sh"
source "$(dirname "$0")/../community.sh"
source "$(dirname "$0")/scene.sh"

# open_phones N: a street whose first resident holds a phone; the code it shows now is `code`.
open_phones() {
  open_street "$1"
  phone new phone.pem >phone.pub
  server reissue --data server --evidence "a new phone" "$(sed -n 2p roster.csv | cut -d, -f3)" \
    --holder-key "$(cat phone.pub)" --out bound.tsv >>server.log 2>&1 </dev/null ||
    { cat server.log >&2; broken "no pass bound to a phone"; }
  cut -f2 bound.tsv >bound
  now=$(($(date +%s) + 5))
}
code() { phone show --pass "$(cat bound)" --key phone.pem --now "$now"; }
pass_seconds() {
  now=$((now + $1))
  move_time "$1"
}

# silently TEXT…: shown, and nobody is answered; the next person of ./texts, number $next, is.
next=2
silently() {
  local before
  before=$(count_answers)
  printf '%s\n' "$@" >&9
  show_person "$next"
  next=$((next + 1))
  [ "$(count_answers)" = $((before + 1)) ] || { tail -n 3 answers >&2; broken "one answer too many"; }
}

# heard_within_two_seconds TEXT
heard_within_two_seconds() {
  local before start
  before=$(count_answers)
  start=$(date +%s%N)
  printf '%s\n' "$1" >&9
  await 3 answers_reach $((before + 1)) || broken "nobody heard it"
  [ $((($(date +%s%N) - start) / 1000000)) -le 2000 ] || broken "heard too late"
}

a_code_refreshed_as_told_is_heard_within_two_seconds() {
  open_phones 4
  work_gate --alone --now "$now"
  local used
  used=$(code)
  show_text "$used"
  answered '.verdict == "allow"'
  pass_seconds 12
  show_text "$used"
  answered '.name == "replayed"'
  silently "$used" "$used"
  pass_seconds 1
  heard_within_two_seconds "$(code)"
  answered '.verdict == "allow" and .live'
}

a_phone_held_up_for_a_minute_after_its_admission_is_one_event() {
  open_phones 4
  work_gate --alone --now "$now"
  show_text "$(code)"
  answered '.verdict == "allow"'
  local held=() second
  for second in $(seq 60); do
    now=$((now + 1))
    held+=("@1" "$(code)")
  done
  silently "${held[@]}"
  rest_gate
  [ "$(gate journal --dir gate --json </dev/null | wc -l)" = 2 ] || broken "not two events"
}

a_second_normal_temperature_is_heard_within_two_seconds() {
  open_phones 4
  jq -n '{area: 610113001001, document: "〔2026〕9号", issuer: "本社区",
    until: "2027-12-31", rules: [{topic: "temperature", limit: "37.3"}]}' >warm.json
  publish_policy warm.json --accept tried
  gate sync --dir gate >>gate.log 2>&1 </dev/null || { cat gate.log >&2; broken "no news"; }
  lay_line sensor
  work_gate --alone --now "$now" --thermometer sensor
  send sensor '37.6\r\n'
  sleep 0.2
  show_text "$(code)"
  answered '.verdict == "review" and .centi_celsius == 3760'
  pass_seconds 1
  send sensor '36.4\r\n'
  sleep 0.2
  heard_within_two_seconds "$(code)"
  answered '.verdict == "allow" and .centi_celsius == 3640'
  show_person 3 # a card: the same text, and nobody measured
  answered '.verdict == "review"'
  send sensor '36.5\r\n'
  sleep 0.2
  heard_within_two_seconds "$(sed -n 3p texts)"
  answered '.verdict == "allow" and .centi_celsius == 3650'
}

a_foreign_code_counts_only_where_nothing_of_ours_came() {
  open_phones 4
  work_gate --alone --now "$now"
  show_text "https://example.org/pay"
  answered '.name == "not_ours"'
  show_text "$(code)"
  answered '.verdict == "allow"'
  silently "https://example.org/other" "https://example.org/pay"
}

# held_into_one_picture NAME TEXT TEXT
held_into_one_picture() {
  camera --text "$2" --text "$3" --ppm 4 --size 1600x900 --out "$1" >camera.log 2>&1 </dev/null ||
    { cat camera.log >&2; broken "no picture"; }
  [ "$(gate read "$1" 2>/dev/null | wc -l)" = 2 ] || broken "not two codes in it"
}

what_is_seen_in_one_picture_is_one_showing() {
  open_phones 4
  mkdir pictures
  server suspend --data server --ground B1 --evidence lost "$(sed -n 4p texts.tsv | cut -f1)" >>server.log 2>&1 </dev/null
  server publish --data server >>server.log 2>&1 </dev/null
  gate sync --dir gate >>gate.log 2>&1 </dev/null || { cat gate.log >&2; broken "no news"; }
  held_into_one_picture foreign.png "https://example.org/pay" "$(sed -n 2p texts)"
  held_into_one_picture suspended.png "$(sed -n 4p texts)" "$(sed -n 3p texts)"
  work_gate --alone --now "$now" folder:pictures
  local before
  for picture in foreign suspended; do
    before=$(count_answers)
    mv $picture.png pictures/
    await 10 answers_reach $((before + 1)) || { cat gate.log >&2; broken "no answer to $picture"; }
    answered '.verdict == "allow"'
  done
  show_text "https://example.org/other"
  [ "$(jq -r .verdict answers | xargs)" = "allow allow deny" ] || { cat answers >&2; broken "not one answer each"; }
}

keep a_code_refreshed_as_told_is_heard_within_two_seconds \
  a_phone_held_up_for_a_minute_after_its_admission_is_one_event \
  a_second_normal_temperature_is_heard_within_two_seconds \
  a_foreign_code_counts_only_where_nothing_of_ours_came \
  what_is_seen_in_one_picture_is_one_showing
