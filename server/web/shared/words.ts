// SPDX-License-Identifier: Apache-2.0
// Words for what passes, records and accounts hold, which residents and the office read alike.

export const wordsZh = {
  lines: { health: "健康码", travel: "行程", test: "核酸", state: "居住" } as Record<string, string>,
  health: { unknown: "未知", green: "绿码", yellow: "黄码", red: "红码" } as Record<string, string>,
  travel: { unknown: "未知", none: "无异常", starred: "带星号", risk: "风险区或境外旅居史" } as Record<string, string>,
  test: { none: "无记录", negative: "阴性", mixed_positive: "混采阳性待复核", positive: "阳性" } as Record<string, string>,
  state: {
    nobody: "未登记", active: "正常", monitoring: "健康监测", home_isolation: "居家隔离", away: "集中隔离",
    suspended: "暂停", revoked: "注销",
  } as Record<string, string>,
  roles: {
    resident: "居民", worker: "社区工作者", visitor: "来访人员", courier: "快递外卖", volunteer: "志愿者", vehicle: "车辆",
    builder: "施工维修", property: "物业保安", carer: "家政护理", medical: "医护", police: "民警", supply: "保供抢修",
  } as Record<string, string>,
  officeRoles: {
    clerk: "工作人员", lead: "负责人", health: "疾控", command: "指挥", auditor: "审计", admin: "管理员",
  } as Record<string, string>,
};

export const wordsEn: typeof wordsZh = {
  lines: { health: "Health", travel: "Travel", test: "Test", state: "Residency" },
  health: { unknown: "unknown", green: "green", yellow: "yellow", red: "red" },
  travel: { unknown: "unknown", none: "clear", starred: "starred", risk: "risk area or abroad" },
  test: { none: "none", negative: "negative", mixed_positive: "mixed tube positive, re-test awaited", positive: "positive" },
  state: {
    nobody: "not registered", active: "active", monitoring: "health monitoring", home_isolation: "isolation at home",
    away: "in isolation", suspended: "suspended", revoked: "revoked",
  },
  roles: {
    resident: "resident", worker: "community worker", visitor: "visitor", courier: "courier", volunteer: "volunteer",
    vehicle: "vehicle", builder: "builder", property: "property and security", carer: "carer", medical: "medical",
    police: "police", supply: "supply and repair",
  },
  officeRoles: { clerk: "clerk", lead: "lead", health: "health", command: "command", auditor: "auditor", admin: "admin" },
};
