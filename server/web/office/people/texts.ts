// SPDX-License-Identifier: Apache-2.0
// What is said about doing something for several people, in both languages.

/** So many are named, of more the count is told. */
export const SHOWN = 12;

/** From what a pass may exempt its holder, as the server has it. */
export const EXEMPT = ["swab", "household", "temperature"] as const;

export const exemptZh = {
  button: "免检",
  whom: (name: string) => `免检：${name}`,
  how: "勾上的写进通行证：手机下次联网就有，卡片要重新打印。去掉的要由街道、公安或疾控的人复核。",
  what: "免什么",
  of: { swab: "免核酸", household: "出入不计次数", temperature: "免测温" } as Record<string, string>,
  evidenceHint: "如诊断证明的编号、谁批准。",
  goes: "复核后，写着免检的旧证即作废：手机自动换新，卡片要补打。",
  taken: "取消免检",
};

export const exemptEn: typeof exemptZh = {
  button: "Exempt",
  whom: (name) => `Exempt: ${name}`,
  how: "What is ticked stands in the pass: on a phone when it next asks, on a card when it is printed anew. What is ticked no more waits for a person of a street, the police or a health body.",
  what: "Exempt from",
  of: { swab: "swabs", household: "the household's count", temperature: "temperature" },
  evidenceHint: "Such as the number of a doctor's paper, or who allowed it.",
  goes: "Once seconded, the passes that say so die: phones get others by themselves, cards are printed anew.",
  taken: "exemption taken away",
};

export const batchZh = {
  pick: "勾选",
  chosen: (n: number) => `已选${n}人`,
  issue: "签发并打印",
  all: (n: number) => `勾选全部${n}人`,
  allOf: "勾选全部",
  reading: (n: number) => `已读${n}人……`,
  clear: "全部不选",
  issueTo: (n: number) => `给${n}人签发通行证`,
  restrain: (n: number) => `暂停、注销或限制：${n}人`,
  who: (names: string, n: number) => names + (n > SHOWN ? `等${n}人` : ""),
  limit: "一个一个办，每一个都照常记录。一个账号24小时内单独签发至多20人；经复核导入的居民不计。要办更多，先“成批办理”。",
  at: (n: number, of: number) => `已办${n}人，共${of}人……`,
  stopped: (n: number, name: string) => `已办${n}人，${name}没有办成：`,
  issued: (n: number) => `已签发${n}张，可以打印。关闭后不再显示。`,
};

export const batchEn: typeof batchZh = {
  pick: "Tick",
  chosen: (n) => `${n} chosen`,
  issue: "Issue and print",
  all: (n) => `Tick all ${n}`,
  allOf: "Tick all",
  reading: (n) => `${n} read…`,
  clear: "Choose none",
  issueTo: (n) => `Issue passes to ${n}`,
  restrain: (n) => `Suspend, revoke or restrain: ${n} people`,
  who: (names, n) => names + (n > SHOWN ? `, ${n} in all` : ""),
  limit: "One after the other, each recorded as ever. One account alone issues to 20 people in 24 hours, not counting those of a seconded import. For more press \"Many at once\" first.",
  at: (n, of) => `${n} of ${of} done…`,
  stopped: (n, name) => `${n} are done, ${name} is not: `,
  issued: (n) => `${n} issued, to be printed. Once closed they are not shown again.`,
};
