# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What scripts/check counts with: named steps, each timed, its log kept, failures printed in full.

steps_log=$(mktemp -d)
steps_passed=0
steps_failed=0
steps_failures=()

# tally PASSED FAILED: called by a step that counts more than itself.
tally() { echo "$1 $2" >"$step_tally"; }

# step NAME COMMAND …: runs it, says how long it took, and counts it.
step() {
  printf '== %-46s' "$1"
  step_run "$(step_log "$1")" "${@:2}"
  step_tell "$1"
}

# step_beside NAME COMMAND …: starts it behind all others' needs; step_join NAME tells how it ended.
declare -A steps_beside
step_beside() {
  set -m # a group of its own, which ends as one
  { renice -n 19 "$BASHPID" >/dev/null; step_run "$(step_log "$1")" "${@:2}"; } &
  steps_beside[$1]=$!
  set +m
}

step_join() {
  printf '== %-46s' "$1"
  wait "${steps_beside[$1]}" 2>/dev/null
  unset "steps_beside[$1]"
  step_tell "$1"
}

# What was started beside does not outlive a check that was stopped.
steps_stop() {
  local group
  for group in "${steps_beside[@]}"; do kill -- "-$group" 2>/dev/null; done
  rm -rf "$steps_log"
}

step_log() { echo "$steps_log/${1//[^a-zA-Z0-9]/-}.log"; }

# step_run LOG COMMAND …: leaves status and seconds in LOG.end, and the tally in LOG.tally.
step_run() {
  local log=$1 step_tally=$1.tally started=$SECONDS status=0
  "${@:2}" >"$log" 2>&1 </dev/null || status=$?
  echo "$status $((SECONDS - started))" >"$log.end"
}

step_tell() {
  local log status=1 seconds=0 passed=1 failed=0
  log=$(step_log "$1")
  [ ! -f "$log.end" ] || read -r status seconds <"$log.end"
  [ "$status" = 0 ] || { passed=0 failed=1; }
  [ ! -f "$log.tally" ] || read -r passed failed <"$log.tally"
  [ "$status" = 0 ] || [ "$failed" -gt 0 ] || failed=1
  steps_passed=$((steps_passed + passed))
  steps_failed=$((steps_failed + failed))
  if [ "$status" = 0 ] && [ "$failed" = 0 ]; then
    printf 'ok     %4d s  %s\n' "$seconds" "$(step_note "$log")"
  else
    printf 'FAILED %4d s  %d passed, %d failed\n' "$seconds" "$passed" "$failed"
    steps_failures+=("$1")
    # Without what ninja says of each file that went well.
    grep -vE '^\[[0-9]+/[0-9]+\] ' "$log" | tail -n 60 | sed 's/^/   | /'
  fi
}

# The last line "note: …" of a log stands beside its step.
step_note() { sed -n 's/^note: //p' "$1" | tail -n 1; }

# of_this_turn N: every Nth line, by the commit: what takes long takes turns.
of_this_turn() {
  awk -v n="$1" -v turn=$((16#$(git rev-parse --short=6 HEAD | cut -c1-6) % $1)) 'NR % n == turn'
}

# skip NAME WHY
skip() { printf '== %-46sskipped       %s\n' "$1" "$2"; }

# The one line at the end, and the status.
steps_end() {
  [ ${#steps_failures[@]} = 0 ] || printf 'failed: %s\n' "${steps_failures[@]}"
  rm -rf "$steps_log"
  echo "$steps_passed passed, $steps_failed failed"
  [ $steps_failed = 0 ]
}
