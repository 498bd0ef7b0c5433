// SPDX-License-Identifier: Apache-2.0
// What the page of households says, and of a person what the gates say, in both languages.

export const householdsZh = {
  title: "按户看",
  hint: "楼栋，怎么写都可以；不填即全部",
  count: (n: number) => `共${n}户`,
  part: (n: number) => `本页${n}户`,
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
  part: (n) => `${n} households on this page`,
  people: "People",
  old: (age) => `${age} or older`,
  lacking: "Never had a pass",
  who: "Who",
  heads: ["Name", "ID ends in", "Age", "Role", "State", "Passes made"],
};

export const documentsZh = {
  title: "证件",
  one: "只登记了名册上的这一种。",
  own: "名册上的证件",
  add: "添加证件",
  remove: "删去",
  how: "由另一单位的人复核后，凭其中任何一种报来的结果、导入的名册、提交的申请，都归此人。证件已登记在名册的另一人名下的，两人合为一人：那一个注销；在别的社区的，两处都保留。",
  joined: "合为一人",
  ends: (other: number) => "序号" + other + "注销，它的证件和已知结果归此人。",
  elsewhere: "此证件登记在别的社区：两处都是此人，已知结果两处都算。",
  checked: "如何核对",
  checkedHint: "如：本人到场，看过原件。",
  goes: "此后凭它报来的结果不再归此人，此前的也不再计入。",
};

export const documentsEn: typeof documentsZh = {
  title: "Documents",
  one: "That of the roster alone.",
  own: "Of the roster",
  add: "Add a document",
  remove: "Take away",
  how: "Once a person of another body has seconded it, results, rows of a roster and applications under any of them are this person's. Where another entry of the list has the document, both are one person and the other entry is revoked; in another community both entries stay.",
  joined: "The same person",
  ends: (other: number) => "Number " + other + " is revoked; its documents and what is known under them are this person's.",
  elsewhere: "It is registered in another community: both are this person, and what is known counts in both.",
  checked: "How it was checked",
  checkedHint: "Such as: came in person, original seen.",
  goes: "What comes under it is this person's no longer, and what came before counts no more.",
};

export const passagesZh = {
  title: "进出记录",
  show: "看最近28天在各门的进出",
  count: (n: number) => `${n}条，按时间排列`,
  nothing: "最近28天没有进出记录。",
  heads: ["时间", "门禁", "进出", "结果", "为什么", "谁放行"],
};

export const passagesEn: typeof passagesZh = {
  title: "At the gates",
  show: "Show the last 28 days at each gate",
  count: (n) => `${n} in the order of time`,
  nothing: "Nothing in the last 28 days.",
  heads: ["At", "Gate", "Way", "Verdict", "Why", "Let in by"],
};
