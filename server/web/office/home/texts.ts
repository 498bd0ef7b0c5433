// SPDX-License-Identifier: Apache-2.0
// What the home page of a street, district or city says, in both languages.

export const areasZh = {
  title: "各社区",
  area: "社区",
  contradictions: "相互矛盾的规定",
  how: "只有数字，没有姓名；“<5”是1至4人。点数字去办。",
  look: "请看下表",
  tiles: { requests: "件待复核", held: "行数据待复核", late: "件申诉逾期未答复", silent: "个门禁没有消息", contradictions: "处规定相互矛盾" } as Record<string, string>,
  found: "哪里矛盾",
  where: (area: string, n: number) => (n > 1 ? `${area}等${n}个社区` : area),
  only: (area: string) => `只看社区 ${area}`,
  all: "看全部",
};

export const areasEn: typeof areasZh = {
  title: "The communities",
  area: "Community",
  contradictions: "orders that contradict",
  how: "Numbers alone, no names; \"<5\" is 1 to 4 people. A number leads to its page.",
  look: "see the table below",
  tiles: { requests: "wait for a second person", held: "lines held", late: "appeals not answered in time", silent: "gates silent", contradictions: "orders contradict each other" },
  found: "What contradicts",
  where: (area, n) => (n > 1 ? `${area} and ${n - 1} more` : area),
  only: (area) => `Community ${area} alone`,
  all: "Show all",
};
