# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# How the demo speaks: numbered steps, Chinese first, English beside it; and how it gives up.

if [ -t 1 ]; then
  bold=$'\e[1m' dim=$'\e[2m' green=$'\e[32m' yellow=$'\e[33m' red=$'\e[31m' plain=$'\e[0m'
else
  bold='' dim='' green='' yellow='' red='' plain=''
fi
step_number=0

# step ZH EN
step() {
  step_number=$((step_number + 1))
  printf '\n%s%2d  %s · %s%s\n' "$bold" "$step_number" "$1" "$2" "$plain"
}

# tell ZH [EN]
tell() {
  printf '    %s\n' "$1"
  [ $# -lt 2 ] || printf '    %s%s%s\n' "$dim" "$2" "$plain"
}

# tell_verdict VERDICT REASON ZH EN: as at the gate, with a sign that needs no colour.
tell_verdict() {
  local sign colour
  case $1 in
    allow) sign='✓' colour=$green ;;
    review) sign='?' colour=$yellow ;;
    *) sign='✗' colour=$red ;;
  esac
  printf '    %s%s %s%s %s(%s)%s\n' "$colour" "$sign" "$3" "$plain" "$dim" "$2" "$plain"
  printf '      %s%s%s\n' "$dim" "$4" "$plain"
}

# give_up WHAT: one sentence, the logs' last words, and status 1.
give_up() {
  printf '\n%s✗ %s%s\n' "$red" "$*" "$plain" >&2
  local log
  for log in "${work:-/nonexistent}"/*.log; do
    [ -s "$log" ] || continue
    printf '  %s:\n' "${log##*/}" >&2
    tail -n 8 "$log" | sed 's/^/    /' >&2
  done
  exit 1
}

# quietly LOG COMMAND …: its words go to a log, and are shown when it fails.
quietly() {
  local log=$1
  shift
  local status=0
  "$@" >>"$log" 2>&1 </dev/null || status=$?
  [ $status = 0 ] || give_up "$1 ${2:-} 失败 failed (status $status)"
}

# await SECONDS COMMAND …: tries it until it holds.
await() {
  local until=$((SECONDS + $1))
  shift
  until "$@"; do
    [ $SECONDS -lt $until ] || return 1
    sleep 0.1
  done
}
