# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154
# What happens at the gate: codes go through the simulated camera into the folder that it watches,
# and its answers are read from where it writes them, one JSON object a line.

frames=0
shown=0

# photograph TEXT HARDSHIP: one frame as a cheap camera would see that code, at three pixels a
# module; prints its path.
photograph() {
  frames=$((frames + 1))
  local frame
  frame=$work/frame-$frames.jpg
  "$build/tests/city/camera" --text "$1" --ppm 3 --hardship "$2" --seed "$frames" --out "$frame" ||
    give_up "相机模拟失败 the camera simulation failed"
  echo "$frame"
}

answers() { wc -l <"$work/gate.out"; }
answered() { [ "$(answers)" -gt "$1" ]; }

# hold_up FRAME: into the watched folder, whole or not at all; the gate's answer goes to $answer.
hold_up() {
  local before
  before=$(answers)
  shown=$((shown + 1))
  cp "$1" "$work/camera/.$shown.jpg"
  mv "$work/camera/.$shown.jpg" "$work/camera/$shown.jpg"
  await 15 answered "$before" || give_up "门禁没有回答 the gate gave no answer to frame $shown"
  answer=$(tail -n 1 "$work/gate.out")
}

# field NAME: of the last answer.
field() { jq -r --arg name "$1" '.[$name] // empty' <<<"$answer"; }

# words LANGUAGE: what the gate says, and whose rule it was.
words() {
  jq -r --arg l "$1" 'if .by_rule then
      .by_rule[$l] + (if $l == "zh" then "(依据:" else " (by " end)
      + .by_rule.issuer + .by_rule.document + (if $l == "zh" then ")" else ")" end)
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
