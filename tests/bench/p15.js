// SPDX-License-Identifier: Apache-2.0
// The reference of P15: evaluations a second by certlogic-js of the rules in a folder of suites.
// Ends with status 3 when certlogic-js is not installed.
'use strict';
const fs = require('fs');
const path = require('path');

let evaluate;
try {
  ({ evaluate } = require('certlogic-js'));
} catch {
  process.exit(3);
}

const kept = (item) => item.directive !== 'skip';
const folder = process.argv[2];
const rules = fs
  .readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')))
  .filter(kept)
  .flatMap((suite) => suite.cases.filter(kept))
  .flatMap((one) =>
    one.assertions.filter(kept).map((assertion) => ({
      logic: assertion.certLogicExpression ?? one.certLogicExpression,
      data: assertion.data,
    })),
  );

// By the wall clock or the processor's time, whichever flatters the reference: others share the
// machine, and the engine has threads of its own.
function run(seconds) {
  const cpu = process.cpuUsage();
  const start = process.hrtime.bigint();
  const end = start + BigInt(Math.round(seconds * 1e9));
  let count = 0;
  do {
    for (const rule of rules) {
      try {
        evaluate(rule.logic, rule.data);
      } catch {
        // an error is an answer too
      }
    }
    count += rules.length;
  } while (process.hrtime.bigint() < end);
  const wall = Number(process.hrtime.bigint() - start) / 1e9;
  const used = process.cpuUsage(cpu);
  return count / Math.min(wall, (used.user + used.system) / 1e6);
}

run(0.5);
console.log(Math.round(run(0.5)));
