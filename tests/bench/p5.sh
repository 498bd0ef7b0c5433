#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# P5: a roster of PEOPLE (a million, in one district) in, and a pass for each of them, by the
# server's own commands; against as many bare signs on one core. p5.sh [PEOPLE]
source "$(dirname "$0")/../integration/promises.sh"
source "$(dirname "$0")/../integration/community.sh"
export TMPDIR=/var/tmp # on a disk
people=${1:-1000000}
area=610113000000

# seconds COMMAND …: by the clock, and of the processor.
seconds() {
  /usr/bin/time -o took -f '%e %U %S' "$@" >out 2>>log </dev/null || { tail -n 3 log >&2; broken "$*"; }
  cat took
}

measure() {
  local import issue bare
  make_server
  city roster --residents "$people" >roster.csv
  import=$(seconds "$build/server/tongxing-server" import --data server roster.csv)
  issue=$(seconds "$build/server/tongxing-server" issue --data server --all)
  bare=$("$build/tests/bench/p3" "$people")
  awk -v n="$people" -v i="$import" -v p="$issue" -v b="$bare" 'BEGIN {
    split(i, in_, " "); split(p, out, " ")
    printf "%d people in    %7.1f s (processor %.1f)\n", n, in_[1], in_[2] + in_[3]
    printf "a pass for each   %7.1f s (processor %.1f)\n", out[1], out[2] + out[3]
    printf "as many bare signs %6.1f s\n", b
    printf "P5 ratio %.2f (times; at most 2.0)\n", (in_[1] + out[1]) / b
  }'
}

try measure
