# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154
# What happens at the gate: codes go through the simulated camera into the folder that it watches,
# and its answers are read from where it writes them, one JSON object a line.

frames=0
shown=0

# photograph TEXT HARDSHIP: one frame as a cheap camera would see that code, at three pixels a
# module, into the watched folder: whole or not at all.
photograph() {
  frames=$((frames + 1))
  "$build/tests/city/camera" --text "$1" --ppm 3 --hardship "$2" --seed "$frames" \
    --out "$work/frame-$frames.jpg" || give_up "相机模拟失败 the camera simulation failed"
  cp "$work/frame-$frames.jpg" "$work/camera/.$frames.jpg"
  mv "$work/camera/.$frames.jpg" "$work/camera/$frames.jpg"
}

answers() { wc -l <"$work/gate.out"; }
answered() { [ "$(answers)" -gt "$1" ]; }

# hold_up TEXT [HARDSHIP]: before the camera for a moment, as people do: a few frames, until the gate
# answers. The answer goes to $answer.
hold_up() {
  local before try
  before=$(answers)
  shown=$((shown + 1))
  for try in 1 2 3 4 5; do
    photograph "$1" "${2:-plain}"
    await $((try < 5 ? 2 : 10)) answered "$before" || continue
    answer=$(tail -n 1 "$work/gate.out")
    return
  done
  give_up "门禁没有回答 the gate gave no answer to what was held up"
}

# field NAME: of the last answer.
field() { jq -r --arg name "$1" '.[$name] // empty' <<<"$answer"; }

# words LANGUAGE: what the gate says, and whose rule it was.
words() {
  jq -r --arg l "$1" 'if .by_rule then
      .by_rule[$l] + (if $l == "zh" then "（依据：" else " (by " end)
      + .by_rule.issuer + .by_rule.document + (if $l == "zh" then "）" else ")" end)
    else .[$l] end' <<<"$answer"
}

# expect VERDICT REASON [WORD]: the last answer is told, and is what was promised.
expect() {
  tell_verdict "$(field verdict)" "$(field reason)" "$(words zh)" "$(words en)"
  if [ "$(field verdict)" != "$1" ] || [ "$(field reason)" != "$2" ]; then
    give_up "应为 expected: $1 ($2)"
  fi
  [ $# -lt 3 ] || grep -qF "$3" <<<"$answer" || give_up "回答应提到 the answer should name: $3"
}

# gate_is_ready: it holds a list and both orders.
gate_is_ready() {
  gate status --dir "$work/gate" --json 2>/dev/null |
    jq -e '(.held.lists | length >= 1) and (.held.policies | length >= 2)' >/dev/null
}
