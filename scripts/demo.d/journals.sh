# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154
# Both sides' journals, row by row.

# keep_gate_rows: before the server is back, since a gate forgets what was acknowledged.
keep_gate_rows() {
  gate journal --dir "$work/gate" --json | jq -c -S . >"$work/gate.rows"
  [ "$(wc -l <"$work/gate.rows")" = "$shown" ] || give_up "门禁少记了 the gate's journal has not all $shown rows"
}

# The server's rows name the gate besides, and the reason, in words too.
server_rows() {
  server events --data "$work/server" --json | jq -c -S '.events[] | del(.gate, .reason_name, .zh, .en)'
}

journals_agree() {
  server_rows >"$work/server.rows" 2>/dev/null && cmp -s "$work/gate.rows" "$work/server.rows"
}

compare_journals() {
  step "两边逐条核对" "Both journals, row by row"
  await 90 journals_agree || {
    diff "$work/gate.rows" "$work/server.rows" | head -n 20 >&2
    give_up "两边记录不一致 the journals differ"
  }
  local count
  count=$(wc -l <"$work/gate.rows")
  jq -r '"    \(.seq)\t\(.at | todate)\t\(.verdict)\t\(.reason)\t\(.index // "-")"' "$work/server.rows"
  tell "$count 条，逐条一致，无缺无重。" "$count rows, each the same on both sides, none lost, none twice."
}
