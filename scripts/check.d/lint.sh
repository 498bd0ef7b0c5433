# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash

c_files() { git ls-files '*.c' '*.h'; }

check_format() {
  local n
  n=$(c_files | wc -l)
  c_files | xargs -r clang-format --dry-run -Werror && echo "note: $n files"
}

# Every source that the release build compiles; two at a time, each with its own verdict.
check_tidy() {
  local sources status=0
  mapfile -t sources < <(tidy_sources)
  printf '%s\n' "${sources[@]}" |
    xargs -r -n 4 -P "$(nproc)" clang-tidy -p build --quiet \
      --extra-arg=-Wno-unknown-warning-option 2> >(grep -vE '^[0-9]+ warnings? generated' >&2) || status=1
  echo "note: ${#sources[@]} files"
  return $status
}

tidy_sources() {
  local compiled
  compiled=$(mktemp)
  sed -n 's/^ *"file": "\(.*\)",\{0,1\}$/\1/p' build/compile_commands.json |
    sed 's|^\.\./||' | sort -u >"$compiled"
  git ls-files '*.c' | sort | comm -12 - "$compiled"
  rm -f "$compiled"
}

# Every front end has a tsconfig.json; esbuild only takes the types away.
check_types() {
  local config status=0
  while read -r config; do
    tsc --project "$config" || status=1
  done < <(git ls-files '*tsconfig.json')
  return $status
}
