# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154
# A small community for tests in bash: real keys, a real server, a real gate.

# make_keys: into ./keys, where the ceremony stays; ./signing is what the server gets of them.
make_keys() {
  local k=(--dir keys --no-passphrase --demo)
  {
    keys generate --use root root "${k[@]}"
    keys generate --use issue issue --area $area "${k[@]}"
    keys generate --use status status --area $area "${k[@]}"
    keys generate --use policy policy --area $area "${k[@]}"
    keys generate --use certificate certificate --area 610113000000 "${k[@]}"
    keys trust --dir keys
    mkdir signing && cp keys/DEMO-*.key signing && rm signing/*root*
  } >keys.log 2>&1 </dev/null || { cat keys.log >&2; broken "no keys"; }
}

root_hash() { keys list --dir keys --json | jq -r '.keys[] | select(.use == "root") | .hash'; }

# make_server: empty, in ./server.
make_server() {
  [ -d keys ] || make_keys
  server init --data server --area $area --trust keys/trust.cose --keys signing --demo \
    >server.log 2>&1 </dev/null || { cat server.log >&2; broken "no server"; }
}

# desk ARGUMENT…: the server's program; a test may say otherwise how it is run.
desk() { server --data server "$@"; }

# The street's account, which is the second, has signed in.
sign_street_in() {
  local code
  (umask 077 && echo 'lantern orchid 47 tram' >street.password)
  code=$(desk account code street --json 2>/dev/null </dev/null | jq -r '.code // empty')
  [ -z "$code" ] || desk account activate street "$code" --password-file street.password
  confirm_founding
}

# What the office did before the street's account had signed in.
confirm_founding() {
  local numbers
  numbers=$(desk request list --json </dev/null | jq -r '.requests[] | select(.act == "founding").id')
  # shellcheck disable=SC2086 # several numbers
  [ -z "$numbers" ] ||
    desk --login street --password-file street.password request second $numbers
}

# publish_policy FILE [OPTION…]: asked for, seconded by the street, published with the lists.
publish_policy() {
  local number
  {
    sign_street_in &&
      number=$(desk policy publish "$@" --json | jq .request.id) &&
      desk --login street --password-file street.password request second "$number" &&
      desk publish
  } >>server.log 2>&1 </dev/null || { cat server.log >&2; broken "no policy"; }
}

# allow_many WHAT [PEOPLE]: more than one account alone does in a day, asked for, seconded by the
# street.
allow_many() {
  local number
  {
    sign_street_in &&
      number=$(desk request bulk "$@" --reason "a test's community" --json | jq .request.id) &&
      desk --login street --password-file street.password request second "$number"
  } >>server.log 2>&1 </dev/null || { cat server.log >&2; broken "nobody seconds $1"; }
}

# fill_server N: residents, passes for all, their texts in ./texts.tsv, a policy that lets everybody
# in, published.
fill_server() {
  city roster --residents "$1" >roster.csv
  allow_everybody >policy.json
  {
    server import --data server roster.csv
    server issue --data server --all --out texts.tsv
  } >>server.log 2>&1 </dev/null || { cat server.log >&2; broken "no residents"; }
  publish_policy policy.json
}

allow_everybody() {
  jq -n --argjson now "$(date +%s)" '{area: 610113001001, seq: $now,
    stale: {max_age_s: 86400, then: "warn", no_list: "review"},
    orders: [{id: "o", document: "〔2026〕1号", issuer: "居委会", valid_from: ($now - 60),
      valid_to: ($now + 8640000), rules: [{id: "r", topic: "other", on_fail: "deny",
      logic: {"===": [1, 1]}, say: {zh: "可以", en: "Yes"}}]}]}'
}

# serve: in the background, its pid in $server_pid.
serve() {
  : "${port:=$(free_port)}"
  local database=()
  find_database --data server
  launch server.log "$build/server/tongxing-server" "${database[@]}" serve --data server --listen "127.0.0.1:$port" --demo
  server_pid=$pid
  await 15 listens || { cat server.log >&2; broken "the server does not listen"; }
}

# make_gate: in ./gate, registered as east-gate.
make_gate() {
  gate init --dir gate --area $area --kind pedestrian --direction in --root "$(root_hash)" \
    --trust-seq 0 --server "http://127.0.0.1:$port" >gate.pub 2>gate.log </dev/null ||
    { cat gate.log >&2; broken "no gate"; }
  server gate add --data server $area east-gate "$(head -n 1 gate.pub)" >>server.log 2>&1 </dev/null ||
    { cat server.log >&2; broken "the gate is not registered"; }
}

# run_gate: reads codes from ./codes, a pipe held open; answers go to ./answers.
run_gate() {
  [ -p codes ] || mkfifo codes
  "$build/gate-client/tongxing-gate" run --dir gate --json stdin: <codes >>answers 2>>gate.log &
  gate_pid=$!
  started+=("$gate_pid")
  exec 9>codes
}

# answers_reach N: of such a gate, in all its lives.
answers_reach() { [ -e answers ] && [ "$(wc -l <answers)" -ge "$1" ]; }

gate_holds_a_list() {
  gate status --dir gate --json 2>/dev/null | jq -e '.held.lists | length > 0' >/dev/null
}
