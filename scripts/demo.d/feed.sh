# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154
# What the authorities know comes as they send it: lines of JSON over TLS, under a feed's token.

# One object a line of what `city statements` writes; what restrains bears ground, number and who
# decided it and confirmed it where it comes from.
as_lines() {
  jq -Rc 'select(input_line_number > 1) | rtrimstr("\r") | split(",") as [$id, $field, $value, $_, $at, $until]
    | {id_number: $id, field: $field, value: $value, observed_at: $at}
      + if $until == "" then {} else {valid_until: $until} end
      + if $value == "mixed_positive" then {evidence: "R-2026-7719"}
        elif $field == "health" and $value != "green" then {evidence: "XH-2026-19",
          ground: (if $value == "red" then "A5" else "A6" end),
          decided_by: "区疾控中心", confirmed_by: "区防控办"} else {} end' <"$1"
}

# Asked for by the committee, seconded by the health body; its token is in $work/token.
add_feed() {
  local asked
  asked=$(server feed add city --body health --fields health,travel,test --hold-above 100 \
    --data "$work/server" --json 2>>"$work/server.log")
  (umask 077 && jq -r '"Authorization: Bearer " + .token' <<<"$asked" >"$work/token")
  quietly "$work/server.log" server request second "$(jq .request.id <<<"$asked")" --data "$work/server" \
    --login health --password-file "$work/password"
}

# send_feed FILE: its receipt.
send_feed() {
  as_lines "$1" | curl -sS --fail-with-body --insecure -H "@$work/token" -H 'Content-Type: application/jsonl' \
    --data-binary @- "https://127.0.0.1:$tls_port/v1/feeds/city/statements"
}

receive_feed() {
  local receipt taken
  add_feed
  receipt=$(send_feed "$work/statements.csv")
  taken=$(jq .taken <<<"$receipt")
  [ "$taken" = "$(jq .lines <<<"$receipt")" ] || give_up "数据源有未收下的 a feed's lines were not taken: $receipt"
  quietly "$work/server.log" send_feed "$work/fates.csv"
  quietly "$work/server.log" server publish --data "$work/server" # before the gate asks for the list
  tell "卫健的数据源经HTTPS送来 $taken 行健康、行程、核酸结果（每行一个JSON，凭令牌），全部收下。" \
    "The health body's feed sends $taken results over HTTPS, a line of JSON each, under its token; all are taken."
}
