#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A rush hour before the real gate: tests/bench/rush.sh [MINUTES [FRAMES]], ten minutes of one person
# after another, each in view for six frames of thirty a second. Says admissions a minute, the time
# from first readable frame to verdict, CPU and memory of the gate and of its eye. Fails when
# somebody was not admitted as they should be, or when the p99 is above 100 ms.
set -euo pipefail
cd "$(dirname "$0")/../.."
ninja -C "${TONGXING_BUILD:=build}" gate-client/tongxing-gate gate-client/tongxing-decoder tests/bench/rush >/dev/null
exec "$TONGXING_BUILD/tests/bench/rush" "${1:-10}" "${2:-6}"
