// SPDX-License-Identifier: Apache-2.0
// What is said about doing something for several people, in both languages.

/** So many are named, of more the count is told. */
export const SHOWN = 12;

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
