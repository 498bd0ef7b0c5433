// SPDX-License-Identifier: Apache-2.0
// What the journal of a gate says, in both languages.

export const gatesZh = {
  journal: "流水",
  journalOf: (name: string) => `${name}的流水`,
  id: (gate: string) => `门禁编号 ${gate}`,
  runs: (program: string) => `程序 ${program}`,
  all: (n: number) => `共${n}条，新的在前`,
  newest: (n: number, all: number) => `最近${n}条，共${all}条，新的在前`,
  nothing: "还没有收到流水。",
  lost: (from: number, to: number) => `门禁报告第${from}条到第${to}条丢失。`,
  drill: "演练",
  heads: ["序号", "时间", "进出", "结果", "为什么", "谁", "谁放行"],
  verdicts: { allow: "放行", deny: "未放行", review: "请人核验" } as Record<string, string>,
};

export const gatesEn: typeof gatesZh = {
  journal: "Journal",
  journalOf: (name) => `Journal of ${name}`,
  id: (gate) => `Gate ${gate}`,
  runs: (program) => `runs ${program}`,
  all: (n) => `${n} events, the newest first`,
  newest: (n, all) => `The last ${n} of ${all} events, the newest first`,
  nothing: "Nothing of its journal has come yet.",
  lost: (from, to) => `The gate says that events ${from} to ${to} were lost.`,
  drill: "exercise",
  heads: ["No.", "At", "Way", "Verdict", "Why", "Who", "Let in by"],
  verdicts: { allow: "let pass", deny: "refused", review: "looked at" },
};
