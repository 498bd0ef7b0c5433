# SPDX-License-Identifier: Apache-2.0
# Completion for bash. Each program knows from its own table what may stand where: PROGRAM
# --complete WORD… prints a candidate a line, a tab and what it means, or ":files" for a path.
_tongxing() {
  local lines line
  mapfile -t lines < <("$1" --complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  COMPREPLY=()
  if [ "${lines[0]-}" = ":files" ]; then
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$2")
    return
  fi
  for line in "${lines[@]}"; do
    COMPREPLY+=("${line%%$'\t'*}")
  done
}
complete -F _tongxing tongxing-keys tongxing-server tongxing-gate
