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
  hour: "这一小时的进出记录",
  hourOf: (day: string, from: string, to: string) => `${day} ${from}至${to}进出`,
  hourHow: "只有名册号，没有姓名。选一行、回车，写明用途再打开那个人；两样都会记录下来，打开谁，谁看得到。",
  byGate: "各门的人次",
  showPassed: "看是谁",
  passed: (n: number) => `共${n}条`,
  ways: { "": "全部", in: "进", out: "出", refused: "未放行" } as Record<string, string>,
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
  hour: "Passages of this hour",
  hourOf: (day, from, to) => `Passages of ${day}, ${from} to ${to}`,
  hourHow: "Numbers of the roster, no names. Choose a row and press Enter to open that person's record, for a purpose. Both looks are recorded; whose record is opened sees it.",
  byGate: "By gate",
  showPassed: "Show who passed",
  passed: (n) => `${n} in all`,
  ways: { "": "all", in: "in", out: "out", refused: "not admitted" },
};
