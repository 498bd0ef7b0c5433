# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The fuzz targets: clang, libFuzzer, ASan, UBSan. Findings stay in build-fuzz/findings.

fuzz_dir=${FUZZ_BUILD:-build-fuzz}
# Programs that are made for a test alone are linked by gold, in a third of the time.
linker=bfd
! command -v ld.gold >/dev/null || linker=gold

build_fuzz() {
  [ -f $fuzz_dir/build.ninja ] ||
    CC=clang CXX=clang++ CC_LD=$linker meson setup $fuzz_dir -Dfuzz=true -Dbuildtype=debug \
      -Doptimization=1 -Db_sanitize=address,undefined -Db_lundef=false &&
    fuzz_targets | sed 's|^|tests/fuzz/fuzz_|' | xargs ninja -C $fuzz_dir tests/fuzz/fuzz_seeds
}

fuzz_targets() {
  sed -n "/^fuzz_targets = {/,/^}/s/^  '\([a-z0-9_]*\)'.*/\1/p" tests/fuzz/meson.build
}

# fuzz_one TARGET SECONDS: grows a corpus of its own beside the kept one.
fuzz_one() {
  local target=$1 seconds=$2 kept=tests/fuzz/corpus/$1
  local grown=$fuzz_dir/corpus/$target found=$fuzz_dir/findings/$target-
  mkdir -p "$grown" $fuzz_dir/findings $fuzz_dir/profiles
  [ -d "$kept" ] || { echo "$kept is missing: $target has no kept corpus"; return 1; }
  LLVM_PROFILE_FILE=$fuzz_dir/profiles/$target.profraw \
    $fuzz_dir/tests/fuzz/fuzz_"$target" -max_total_time="$seconds" -timeout=10 \
    -rss_limit_mb=2048 -artifact_prefix="$found" -print_final_stats=1 "$grown" "$kept"
}

fuzz_step() {
  local log=$fuzz_dir/$1.log status=0
  fuzz_one "$1" "$2" >"$log" 2>&1 || status=$?
  tail -n 40 "$log"
  echo "note: $(sed -n 's/^stat::number_of_executed_units: //p' "$log" | tail -n 1) inputs"
  return $status
}

# check_fuzz SECONDS: shared evenly by all targets, at least 3 s each; a target a processor.
check_fuzz() {
  local targets each target first
  mapfile -t targets < <(fuzz_targets)
  each=$(($1 / ${#targets[@]}))
  [ "$each" -ge 3 ] || each=3
  for ((first = 0; first < ${#targets[@]}; first += $(nproc))); do
    for target in "${targets[@]:first:$(nproc)}"; do
      step_beside "fuzz: $target" fuzz_step "$target" "$each"
    done
    for target in "${targets[@]:first:$(nproc)}"; do step_join "fuzz: $target"; done
  done
}

# --- coverage: claims, lists, replay and rules must be reached behind the signature ---------------

fuzz_must_reach=(
  tx_pass_read tx_live_read tx_certificate_read tx_record_that_counts tx_record_merge
  tx_logic_evaluate tx_policy_parse tx_status_take tx_delta_take tx_trust_take tx_batch_take
)

coverage_of() {
  local profile=$1
  shift
  llvm-cov "$@" -instr-profile="$profile" \
    $fuzz_dir/tests/fuzz/fuzz_text_to_verdict $(fuzz_targets | sed "s|^|-object $fuzz_dir/tests/fuzz/fuzz_|")
}

check_coverage() {
  local profile=$fuzz_dir/all.profdata status=0 function functions
  llvm-profdata merge -sparse $fuzz_dir/profiles/*.profraw -o $profile || return 1
  coverage_of $profile export -summary-only >$fuzz_dir/coverage.json || return 1
  python3 scripts/check.d/coverage.py $fuzz_dir/coverage.json
  functions=$(coverage_of $profile export -skip-expansions |
    python3 scripts/check.d/coverage.py --functions)
  for function in "${fuzz_must_reach[@]}"; do
    grep -qx "$function" <<<"$functions" || { echo "never reached: $function"; status=1; }
  done
  check_reasons || status=1
  return $status
}

# What text_to_verdict says it came to, reason by reason; 15 cannot fail where all signatures hold.
fuzz_must_decide="0 1 10 11 13 14 16 17 18 19 20 21 22 23 25 26 30 31 32 33 35 36 37 40 42 43 44 50"

check_reasons() {
  local reached missing=() reason
  reached=$(sed -n 's/^reasons reached: //p' $fuzz_dir/text_to_verdict.log | tail -n 1)
  echo "Reasons reached from text: $reached"
  for reason in $fuzz_must_decide; do
    [[ " $reached " == *" $reason "* ]] || missing+=("$reason")
  done
  echo "note: $(wc -w <<<"$reached") reasons reached"
  [ ${#missing[@]} = 0 ] || { echo "never decided: ${missing[*]}"; return 1; }
}
