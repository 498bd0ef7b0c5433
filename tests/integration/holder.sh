# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154
# A resident's phone before a server at $origin, for tests in bash.

# fetch PATH [OPTION…]: the body goes to ./out, the status to ./status.
fetch() {
  local path=$1
  shift
  curl -sS -m 20 -o out -w '%{http_code}' "$origin$path" "$@" >status 2>err
}
answers_with() { [ "$(cat status)" = "$1" ] || { cat out >&2; broken "$(cat status), not $1"; }; }

# login WHO KEYFILE
login() {
  fetch /v1/nonce
  phone login --who "$1" --audience "$origin" --nonce "$(jq -r .nonce out)" --key "$2"
}

# apply ROW CODE KEYFILE: for who stands in that line of the roster.
apply() {
  local name type number phone unit room
  IFS=, read -r name type number phone unit room _ <<<"$(sed -n "$1p" roster.csv)"
  jq -n --arg area "$area" --arg name "$name" --arg number "$number" --arg unit "$unit" \
    --arg room "$room" --arg claim "$2" --arg key "$(phone key "$3")" \
    --arg login "$(login apply "$3")" '{area: $area, name: $name, id_number: $number,
      unit: $unit, room: $room, claim: $claim, key: $key, login: $login}' >form.json
  fetch /v1/applications -H 'Content-Type: application/json' --data-binary @form.json
}

# me KEYFILE: signs in, and asks what is its own.
me() {
  login "$(phone key "$1")" "$1" | base64 -d >login.cose
  fetch /v1/holders/sessions -H 'Content-Type: application/cose' --data-binary @login.cose \
    -D headers
  answers_with 201
  grep -i '^set-cookie: __Host-tx-holder=' headers | grep -q 'Secure; HttpOnly; SameSite=Strict' ||
    broken "the cookie is not closed"
  fetch /v1/me -H "Cookie: $(sed -n 's/^[Ss]et-[Cc]ookie: \([^;]*\).*/\1/p' headers)"
  answers_with 200
}
