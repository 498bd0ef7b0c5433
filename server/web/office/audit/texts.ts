// SPDX-License-Identifier: Apache-2.0
// What the page of the audit log says of its verification, in both languages.

export const auditZh = {
  verify: "核对日志",
  gateHead: "门禁记下的日志头（可不填）",
  gateHeadHint: "64位十六进制。在门禁机上运行 tongxing-gate status 可以看到；不填，只核对日志本身。",
  run: "核对",
  whole: (entries: number) => `日志完整，共${entries}条。`,
  found: (entries: number) => `日志完整，共${entries}条，门禁记下的日志头在其中：从那时起没有人改过以前的记录。`,
  missing: "日志里没有门禁记下的这个日志头：这份日志可能被换过，请报告上级。",
  broken: (at: number) => `日志在第${at}条断开：有记录被改过或删去，请报告上级。`,
  head: "现在的日志头：",
};

export const auditEn: typeof auditZh = {
  verify: "Verify the log",
  gateHead: "The head that a gate holds (may be left out)",
  gateHeadHint: "64 hexadecimal digits, told by tongxing-gate status on the gate; without one the log itself is verified.",
  run: "Verify",
  whole: (entries) => `The log is whole: ${entries} entries.`,
  found: (entries) => `The log is whole: ${entries} entries, and the gate's head is one of it. Nothing before it was changed since.`,
  missing: "The gate's head is not in this log: the log may have been replaced. Please report it.",
  broken: (at) => `The log breaks at entry ${at}: something was changed or taken out. Please report it.`,
  head: "The head now: ",
};
