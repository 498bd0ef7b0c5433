#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What: a month more, in CertLogic's reference for JavaScript, is the month of JavaScript's Date: the
# 31st of a month that has no 31st runs over into the next. So of two tests that are good for a month
# the older one ends later.
# Seen: certlogic-js 1.2.2: 2022-01-31 and a month is 2022-03-03, 2022-02-01 and a month 2022-03-01;
# 2024-02-29 and a year is 2025-03-01; 2022-03-31 less a month is 2022-03-03, still in March.
# Needs: bash, node 18 or later, npm and a registry. Status 0 while it is so; 1 when it changed.
set -euo pipefail
command -v node >/dev/null && command -v npm >/dev/null || { echo "node and npm are needed" >&2; exit 77; }
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
echo '{"private":true}' >package.json
npm install --ignore-scripts --no-audit --no-fund --silent certlogic-js@1.2.2
cat >seen.mjs <<'END'
import certlogic from 'certlogic-js';

const rows = [
  ['2022-01-31', 1, 'month', '2022-03-03'],
  ['2022-02-01', 1, 'month', '2022-03-01'],
  ['2024-02-29', 1, 'year', '2025-03-01'],
  ['2022-03-31', -1, 'month', '2022-03-03'],
];
let changed = false;
for (const [from, amount, unit, seen] of rows) {
  const to = certlogic.evaluate({ plusTime: [from, amount, unit] }, {}).toISOString().slice(0, 10);
  console.log(`${from} ${amount > 0 ? '+' : ''}${amount} ${unit.padEnd(5)} ${to}`);
  changed ||= to !== seen;
}
const ends = (from) => ({ plusTime: [from, 1, 'month'] });
const olderEndsLater = certlogic.evaluate({ after: [ends('2022-01-31'), ends('2022-02-01')] }, {});
console.log(`a test of 31 January outlasts one of 1 February: ${olderEndsLater}`);
process.exit(changed || !olderEndsLater ? 1 : 0);
END
node seen.mjs
