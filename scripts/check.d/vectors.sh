# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Vectors made by others, where they are at hand: in $TONGXING_VECTORS, or beside the source tree.

# run_vectors RUNNER FILE …: counts what its last line says.
run_vectors() {
  local status=0 out last
  out=$("$@" 2>&1) || status=$?
  printf '%s\n' "$out"
  last=$(tail -n 1 <<<"$out")
  [[ $last =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]] || return 1
  tally "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
  echo "note: ${BASH_REMATCH[1]} cases"
  return $status
}

# vector_step NAME RUNNER FILE …
vector_step() {
  local name=$1 runner=$2
  shift 2
  if [ ! -e "$1" ]; then
    skip "$name" "no such vectors here"
  else
    step "$name" run_vectors "$runner" "$@"
  fi
}

# check_vectors BUILD
check_vectors() {
  local at=${TONGXING_VECTORS:-../shared/vectors} runners=$1/tests/vectors
  step "vectors of our own" run_vectors "$runners/format" docs/vectors/vectors.json
  if [ ! -d "$at" ]; then
    skip "vectors made by others" "set TONGXING_VECTORS to their folder"
    return
  fi
  vector_step "vectors: format" "$runners/format" "$at"/format/vectors.json
  vector_step "vectors: CertLogic" "$runners/certlogic" "$at"/certlogic/{testSuite,validation-testSuite}/*.json
  vector_step "vectors: Wycheproof" "$runners/wycheproof" "$at"/wycheproof/*.json
}
