#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What the service manager takes from both programs before they start. TONGXING_EXPOSURE_MAX is in
# tenths, as systemd-analyze's own threshold is.
source "$(dirname "$0")/promises.sh"

most=${TONGXING_EXPOSURE_MAX:-15}
command -v systemd-analyze >/dev/null || { echo "no systemd-analyze here: skipped"; exit 77; }

is_exposed_by_no_more() {
  systemd-analyze security --no-pager --offline=true --threshold="$most" "$1" >exposure 2>&1 ||
    { tail -n 1 exposure >&2; broken "more than $most tenths"; }
  grep -q 'Overall exposure level' exposure || { cat exposure >&2; broken "nothing was weighed"; }
}

the_gate_is_started_with_next_to_nothing() { is_exposed_by_no_more "$root/gate-client/tongxing-gate.service"; }
the_server_is_started_with_next_to_nothing() { is_exposed_by_no_more "$root/server/tongxing-server.service"; }

keep the_gate_is_started_with_next_to_nothing the_server_is_started_with_next_to_nothing
