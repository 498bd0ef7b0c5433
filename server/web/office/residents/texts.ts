// SPDX-License-Identifier: Apache-2.0
// What the page of households says, in both languages.

export const householdsZh = {
  title: "按户看",
  hint: "楼栋，怎么写都可以；不填即全部",
  count: (n: number) => `共${n}户`,
  more: "只显示了前1000人的，请填楼栋",
  people: "人数",
  old: (age: number) => `${age}岁以上`,
  lacking: "没有领过证",
  who: "住户",
  heads: ["姓名", "证件尾号", "年龄", "身份", "状态", "已签发"],
};

export const householdsEn: typeof householdsZh = {
  title: "Households",
  hint: "The building, however it is written; empty: all",
  count: (n) => `${n} households`,
  more: "of the first 1,000 people: please name a building",
  people: "People",
  old: (age) => `${age} or older`,
  lacking: "Never had a pass",
  who: "Who",
  heads: ["Name", "ID ends in", "Age", "Role", "State", "Passes made"],
};
