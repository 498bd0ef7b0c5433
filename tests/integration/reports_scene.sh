# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154
# Files as offices and their spreadsheets leave them, each with its right answer: made here, one of
# each kind, and as they were reported in a folder beside the tree (TONGXING_REPORTS), where there is
# one. Devices that people report of have tests of their own: street/scanners.sh,
# street/odd_cameras.sh, street/showing.sh.

reports=${TONGXING_REPORTS:-$root/../shared/reports}
now=$(date -u -d '2026-11-28 04:00' +%s) # when they were written

# each CHECK NAME ARGUMENT…: runs CHECK FILE ARGUMENT… on ./own/NAME, and on the reported NAME.
each() {
  local check=$1 name=$2
  shift 2
  [ -f "own/$name" ] || broken "there is no own $name"
  "$check" "own/$name" "$@"
  [ ! -f "$reports/$name" ] || "$check" "$reports/$name" "$@"
}

# fresh: an empty office in ./server, of ./empty.
fresh() {
  rm -rf server
  cp -r empty server
}
open_empty_office() {
  make_server
  mv server empty
  mkdir own
  city roster --residents 8 >eight.csv
}

heading=$'姓名,证件类型,证件号码,电话,楼栋,房号\r'

[ -d "$reports" ] || echo "no folder of reports beside the tree: only what is made here is tried"
