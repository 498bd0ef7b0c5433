# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What scripts/check counts with: named steps, each timed, its log kept, failures printed in full.

steps_log=$(mktemp -d)
steps_passed=0
steps_failed=0
steps_failures=()

# tally PASSED FAILED: called by a step that counts more than itself.
tally() { echo "$1 $2" >"$steps_log/tally"; }

# step NAME COMMAND …: runs it, says how long it took, and counts it.
step() {
  local name=$1 started=$SECONDS status=0 log
  shift
  log="$steps_log/${name//[^a-zA-Z0-9]/-}.log"
  rm -f "$steps_log/tally"
  printf '== %-46s' "$name"
  "$@" >"$log" 2>&1 </dev/null || status=$?
  local passed=1 failed=0
  [ $status = 0 ] || { passed=0 failed=1; }
  [ ! -f "$steps_log/tally" ] || read -r passed failed <"$steps_log/tally"
  [ $status = 0 ] || [ "$failed" -gt 0 ] || failed=1
  steps_passed=$((steps_passed + passed))
  steps_failed=$((steps_failed + failed))
  if [ $status = 0 ] && [ "$failed" = 0 ]; then
    printf 'ok     %4d s  %s\n' $((SECONDS - started)) "$(step_note "$log")"
  else
    printf 'FAILED %4d s  %d passed, %d failed\n' $((SECONDS - started)) "$passed" "$failed"
    steps_failures+=("$name")
    # Without what ninja says of each file that went well.
    grep -vE '^\[[0-9]+/[0-9]+\] ' "$log" | tail -n 60 | sed 's/^/   | /'
  fi
}

# The last line "note: …" of a log stands beside its step.
step_note() { sed -n 's/^note: //p' "$1" | tail -n 1; }

# skip NAME WHY
skip() { printf '== %-46sskipped       %s\n' "$1" "$2"; }

# The one line at the end, and the status.
steps_end() {
  [ ${#steps_failures[@]} = 0 ] || printf 'failed: %s\n' "${steps_failures[@]}"
  rm -rf "$steps_log"
  echo "$steps_passed passed, $steps_failed failed"
  [ $steps_failed = 0 ]
}
