# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154
# A resident's phone: the server's own page in a browser without a window, from the slip in the
# mailbox to a code that a gate reads off its screen.

# Whoever's turn it is: one row of the roster and the code on the slip of that home.
write_form() {
  local name number unit room
  IFS=, read -r name _ number _ unit room _ < <(grep ",${person[holder]}," "$work/roster.csv")
  slip=$(server claim home "$unit" "$room" --data "$work/server" --json 2>>"$work/server.log" |
    jq -r '.claims[0].code')
  jq -n --arg name "$name" --arg id_number "$number" --arg unit "$unit" --arg room "$room" --arg claim "$slip" \
    '$ARGS.named' >"$work/form.json"
}

is_held_up() { [ -s "$work/phone/screen.png" ]; }

give_a_phone() {
  step "居民的手机" "A resident's phone"
  write_form
  mkdir "$work/phone"
  launch "$work/phone.log" python3 "$root/scripts/demo.d/phone.py" \
    "http://127.0.0.1:$port/resident/" "$work/form.json" "$work/phone"
  await 30 is_held_up || give_up "手机上没有码 no code on the phone"
  cp "$work/phone/screen.png" "$work/phone.png"
  tell "打开服务器的网页，填信箱纸条上的领证码 $slip，当场领到通行码（截图 $work/phone.png）。" \
    "The server's page, in a browser: with the claim code of the mailbox slip the pass is there at once."
}

# What stands on the phone's screen now, read by the gate's own decoder.
read_phone() {
  rm -f "$work/phone/screen.png"
  await 10 is_held_up || give_up "手机没有亮屏 the phone's screen is dark"
  gate read "$work/phone/screen.png"
}
