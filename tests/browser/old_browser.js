// SPDX-License-Identifier: Apache-2.0
// node old_browser.js FILE…: whether Chromium 69, of 2018, reads the pages: scripts as ECMAScript
// 2018 and without calls that it has not, styles without properties that it has not. Exits 77
// where there is no acorn.
"use strict";
const fs = require("fs");
const path = require("path");

/** Names that no page may use, and the first Chromium that has them. */
const CALLS = {
  replaceChildren: 86, replaceAll: 85, matchAll: 73, fromEntries: 73, allSettled: 76, hasOwn: 93,
  findLast: 97, findLastIndex: 97, structuredClone: 98, queueMicrotask: 71, globalThis: 71, WeakRef: 84,
  requestSubmit: 76, checkVisibility: 105, randomUUID: 92, showPopover: 114, inert: 102, userAgentData: 90,
};
/** What a page brings along where it is missing (server/web/shared/older.ts). */
const BROUGHT = { "resident.js": ["queueMicrotask"] };
const STYLES = [
  [/\b(min|max|clamp)\(/, "min(), max(), clamp()", 79], [/\binset\s*:/, "inset", 87], [/\banywhere\b/, "anywhere", 80],
  [/\baspect-ratio\b/, "aspect-ratio", 88], [/\b\d+[dsl]v[hw]\b/, "dvh and the like", 108],
  [/\bflex\b[^]*\bgap\s*:|\bgap\s*:[^]*\bflex\b/, "gap in a flex box", 84],
];
const SELECTORS = [[/:(is|where)\(/, ":is()", 88], [/:focus-visible/, ":focus-visible", 86], [/:has\(/, ":has()", 105]];

function namesIn(node, names = new Set()) {
  if (!node || typeof node !== "object") return names;
  if (node.type === "Identifier") names.add(node.name);
  for (const key of Object.keys(node)) namesIn(node[key], names);
  return names;
}

function wrongInScript(acorn, text, file) {
  const brought = BROUGHT[path.basename(file)] || [];
  try {
    const names = namesIn(acorn.parse(text, { ecmaVersion: 2018 }));
    return Object.keys(CALLS).filter((name) => names.has(name) && !brought.includes(name))
      .map((name) => `${name} came with Chromium ${CALLS[name]}`);
  } catch (error) {
    return [`no ECMAScript 2018: ${error.message}`];
  }
}

function wrongInStyle(text) {
  const wrong = [];
  for (const [, selector, body] of text.replace(/\/\*[^]*?\*\//g, "").matchAll(/([^{}]+)\{([^{}]*)\}/g))
    for (const [table, part] of [[STYLES, body], [SELECTORS, selector]])
      for (const [pattern, name, since] of table)
        if (pattern.test(part)) wrong.push(`${selector.trim()}: ${name} came with Chromium ${since}`);
  return wrong;
}

function main(files) {
  let acorn;
  try {
    acorn = require(path.join(__dirname, "../../node_modules/acorn"));
  } catch (error) {
    console.log("no acorn here (npm ci --ignore-scripts brings it): skipped");
    return 77;
  }
  let failed = 0;
  for (const file of files.filter((name) => /\.(js|css)$/.test(name))) {
    const text = fs.readFileSync(file, "utf8");
    const wrong = file.endsWith(".css") ? wrongInStyle(text) : wrongInScript(acorn, text, file);
    for (const what of wrong) console.log(`${file}: ${what}`);
    failed += wrong.length;
  }
  return failed ? 1 : 0;
}

process.exitCode = main(process.argv.slice(2));
