#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Shows that the simulator can fail: puts each fault of tests/sim/faults into a copy of the tree,
# builds it, and gives fresh seeds a minute of the processor's time to find it. Not in the check,
# which only looks whether each can still be put in: --look.
#   tests/sim/faults.sh [NAME …]
set -uo pipefail
cd "$(dirname "$0")/../.."
faults=$PWD/tests/sim/faults
if [ "${1:-}" = --look ]; then
  status=0
  for fault in "$faults"/*.patch; do
    patch -p1 -s --dry-run <"$fault" || { echo "$fault cannot be put in"; status=1; }
  done
  exit $status
fi
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
names=("$@")
[ $# -gt 0 ] || mapfile -t names < <(basename -s .patch "$faults"/*.patch)

git ls-files -z --cached --others --exclude-standard | tar --null -T - -cf - | tar -xf - -C "$copy"
cd "$copy" || exit 70
meson setup build >/dev/null && ninja -C build tests/sim/sim >/dev/null || exit 70

# The last lines of a run: the broken promise, and how long it took.
look() {
  local begun=$SECONDS found
  found=$(SIM_NO_SHRINK=1 build/tests/sim/sim for 60 | grep 'breaks a promise' || true)
  [ -n "$found" ] || return 1
  echo "$1: found in $((SECONDS - begun)) s: ${found#*promise: }"
}

passed=0 failed=0
for name in "${names[@]}"; do
  patch -p1 -s <"$faults/$name.patch" && ninja -C build tests/sim/sim >/dev/null || exit 70
  if look "$name"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "$name: NOT FOUND"
  fi
  patch -p1 -s -R <"$faults/$name.patch" || exit 70
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
