#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What the service manager takes from both programs before they start. TONGXING_EXPOSURE_MAX is in
# tenths, as systemd-analyze's own threshold is.
source "$(dirname "$0")/../promises.sh"
source "$(dirname "$0")/../community.sh"

most=${TONGXING_EXPOSURE_MAX:-15}
command -v systemd-analyze >/dev/null || { echo "no systemd-analyze here: skipped"; exit 77; }

is_exposed_by_no_more() {
  systemd-analyze security --no-pager --offline=true --threshold="$most" "$1" >exposure 2>&1 ||
    { tail -n 1 exposure >&2; broken "more than $most tenths"; }
  grep -q 'Overall exposure level' exposure || { cat exposure >&2; broken "nothing was weighed"; }
}

the_gate_is_started_with_next_to_nothing() { is_exposed_by_no_more "$build/gate-client/tongxing-gate.service"; }
the_server_is_started_with_next_to_nothing() { is_exposed_by_no_more "$build/server/tongxing-server.service"; }

# Half of what stays beside a reserve goes to connections (host/sys/descriptors.h).
both_units_allow_the_descriptors_that_their_places_need() {
  local unit
  for unit in "$build/gate-client/tongxing-gate.service 1024" "$build/server/tongxing-server.service 16384"; do
    [ "$(sed -n 's/^LimitNOFILE=//p' "${unit% *}")" -ge "${unit#* }" ] || broken "too few in ${unit% *}"
  done
}

under() { "$root/tests/integration/under_unit.py" "$@"; }

# What a sanitizer needs no unit gives.
is_sanitized() {
  grep -q __asan_init "$1" || return 1
  echo "sanitized: not run within its unit"
}

what_strangers_sent_is_read_within_the_servers_unit() {
  ! is_sanitized "$build/server/tongxing-server" || return 0
  make_server
  city roster --residents 8 >eight.csv
  "$root/tests/integration/workbook.py" eight.csv eight.xlsx
  ends_with 0 under "$build/server/tongxing-server.service" "$build/server/tongxing-server" --lang en \
    import --data server eight.xlsx
  says '8 added' 'sheet 居民'
}
what_strangers_show_is_read_within_the_gates_unit() {
  ! is_sanitized "$build/gate-client/tongxing-gate" || return 0
  camera --text "https://example.org/pay?id=123456" --ppm 4 --out pay.jpg
  ends_with 1 under "$build/gate-client/tongxing-gate.service" "$build/gate-client/tongxing-gate" \
    --lang en scan --area $area pay.jpg
}

keep what_strangers_sent_is_read_within_the_servers_unit \
  what_strangers_show_is_read_within_the_gates_unit \
  both_units_allow_the_descriptors_that_their_places_need \
  the_gate_is_started_with_next_to_nothing the_server_is_started_with_next_to_nothing
