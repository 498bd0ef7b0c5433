// SPDX-License-Identifier: Apache-2.0
// What the second account reads of what the first did while it was alone, in both languages.

export const foundingZh = {
  title: "建立时由一人办理，请确认",
  how: "第二个账号登录以前，下面这些事由一人办理，没有人复核。请逐项核对，确认或撤销。",
  done: { import: (people: number, n: number) => `第${n}号导入，登记${people}人`, add: (_: number, n: number) => `登记名册${n}号`, passes: (people: number) => `办证${people}张` } as Record<string, (people: number, n: number) => string>,
  confirm: "确认",
  confirmHint: "请先核对人数、来源是否属实；密码即为签名。",
  undo: "撤销…",
  undoIt: "撤销",
  undoHint: "所登记的人从名册撤去；已经有证、手机或申请的，证随即注销，本人会看到理由，可以申诉。",
  whyHint: "证被注销的人会看到。",
  undone: (removed: number, revoked: number, restored: number) => `已撤销：从名册撤去${removed}人，注销${revoked}张证，恢复${restored}人。`,
  more: "其余由服务器接着办。",
  outcomes: { asked: "待确认", done: "已确认", refused: "已撤销" } as Record<string, string>,
};

export const foundingEn: typeof foundingZh = {
  title: "Done by one alone in the founding: please confirm",
  how: "Before the second account had signed in, one account did this and nobody seconded it. Please check each, and confirm it or undo it.",
  done: { import: (people, n) => `import ${n}, people added: ${people}`, add: (_, n) => `added roster no. ${n}`, passes: (people) => `passes issued: ${people}` },
  confirm: "Confirm it",
  confirmHint: "Please check first that the people are real; your password is your signature.",
  undo: "Undo it…",
  undoIt: "Undo it",
  undoHint: "Who was added goes from the roster; of who has a pass, a phone or an application the pass dies at once, and they see why and may appeal.",
  whyHint: "Those whose pass dies read it.",
  undone: (removed, revoked, restored) => `Undone: ${removed} taken off the roster, ${revoked} passes revoked, ${restored} people put back.`,
  more: " The server goes on with the rest.",
  outcomes: { asked: "to be confirmed", done: "confirmed", refused: "undone" },
};
