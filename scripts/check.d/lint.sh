# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash

c_files() { git ls-files '*.c' '*.h'; }

check_format() {
  local n
  n=$(c_files | wc -l)
  c_files | xargs -r clang-format --dry-run -Werror && echo "note: $n files"
}

# A file of one idea is short.
check_lengths() {
  local long
  long=$(c_files | xargs -r wc -l | awk '$2 != "total" && $1 > 400 { print $2 " has " $1 " lines" }')
  [ -z "$long" ] || { echo "$long: split it, 400 are the most" >&2; return 1; }
}

# A count that may be 1 takes its noun from host_plural, but in an audit entry, which a program reads.
check_plurals() {
  local counted='rows|records|events|objects|passes|people|residents|gates|keys|files|batches|entries|lines|orders|errors|warnings|passages|codes|swabs|statements|pages|connections'
  ! c_files | grep -v '^tests/' | xargs grep -nE '%(ll|z|" PRI)?[du](64 ")? ('"$counted"')\b' |
    grep -vE 'at most|1 to %|first %|More than|trust lists set aside; %lld passes' >&2 ||
    { echo "a count of 1 is said of many: see host_plural" >&2; return 1; }
}

# Every source that the release build compiles. The analyzer, which follows calls, takes a third of
# what ships, another by the next commit; scripts/soak tidy takes all. Tests run each of their paths
# under sanitizers.
a_third() { of_this_turn 3; }
check_tidy() {
  local sources deep status=0
  mapfile -t sources < <(tidy_sources)
  mapfile -t deep < <(printf '%s\n' "${sources[@]}" | grep -v '^tests/' | "${1:-a_third}")
  printf '%s\n' "${deep[@]}" | tidy || status=1
  printf '%s\n' "${sources[@]}" | grep -vxFf <(printf '%s\n' "${deep[@]}") |
    tidy --checks=-clang-analyzer-\* || status=1
  echo "note: ${#sources[@]} files"
  return $status
}

tidy() {
  xargs -r -n 4 -P "$(nproc)" clang-tidy -p build --quiet \
    --extra-arg=-Wno-unknown-warning-option --extra-arg=-Wno-error "$@" 2> >(grep -vE '^[0-9]+ warnings? generated' >&2)
}

tidy_sources() {
  local compiled
  compiled=$(mktemp)
  sed -n 's/^ *"file": "\(.*\)",\{0,1\}$/\1/p' build/compile_commands.json |
    sed 's|^\.\./||' | sort -u >"$compiled"
  git ls-files '*.c' | sort | comm -12 - "$compiled"
  rm -f "$compiled"
}

# Every front end has a tsconfig.json; esbuild only takes the types away. Those of Preact come with
# the packages of npm.
check_types() {
  local config status=0
  while read -r config; do
    if grep -q preact "$config" && [ ! -d node_modules/preact ]; then
      echo "note: $config goes unchecked, npm's packages are not here"
      continue
    fi
    tsc --project "$config" || status=1
  done < <(git ls-files '*tsconfig.json')
  return $status
}
