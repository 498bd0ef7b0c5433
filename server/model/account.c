/* SPDX-License-Identifier: Apache-2.0 */
#include "account.h"

#include <string.h>

struct word {
  const char *en, *zh;
};

static int find(const struct word *words, int count, const char *word) {
  for (int i = 0; i < count; i++)
    if (strcmp(word, words[i].en) == 0 || strcmp(word, words[i].zh) == 0) return i;
  return -1;
}

static const struct word kinds[BODY_KINDS] = {
  [BODY_COMMITTEE] = { "committee", "居委会" },
  [BODY_PROPERTY] = { "property", "物业" },
  [BODY_STREET] = { "street", "街道办" },
  [BODY_HEALTH] = { "health", "疾控" },
  [BODY_POLICE] = { "police", "公安" },
  [BODY_COMMAND] = { "command", "防控指挥部" },
  [BODY_INSPECTION] = { "inspection", "纪检监察" },
};

const char *body_kind_zh(enum body_kind kind) {
  return kinds[kind].zh;
}
const char *body_kind_word(enum body_kind kind) {
  return kinds[kind].en;
}
int body_kind_find(const char *word) {
  return find(kinds, BODY_KINDS, word);
}

static const struct word roles[ROLES] = {
  [ROLE_CLERK] = { "clerk", "工作人员" }, [ROLE_LEAD] = { "lead", "负责人" },
  [ROLE_HEALTH] = { "health", "疾控" },   [ROLE_COMMAND] = { "command", "指挥" },
  [ROLE_AUDITOR] = { "auditor", "审计" }, [ROLE_ADMIN] = { "admin", "管理员" },
};

const char *role_zh(enum role role) {
  return roles[role].zh;
}
const char *role_word(enum role role) {
  return roles[role].en;
}
int role_find(const char *word) {
  return find(roles, ROLES, word);
}

#define EVERY_OFFICE (RIGHT_SIGNED_IN | RIGHT_LOCAL | RIGHT_REPORTS)

static const uint32_t rights[ROLES] = {
  [ROLE_CLERK] = EVERY_OFFICE | RIGHT_SEARCH | RIGHT_OPEN | RIGHT_ROSTER | RIGHT_PASSES |
                 RIGHT_PROPOSE | RIGHT_GATES,
  [ROLE_LEAD] = EVERY_OFFICE | RIGHT_SEARCH | RIGHT_OPEN | RIGHT_ROSTER | RIGHT_PASSES |
                RIGHT_PROPOSE | RIGHT_SECOND | RIGHT_POLICIES | RIGHT_GATES | RIGHT_APPEALS,
  [ROLE_HEALTH] = EVERY_OFFICE | RIGHT_SEARCH | RIGHT_OPEN | RIGHT_STATEMENTS | RIGHT_PROPOSE |
                  RIGHT_SECOND | RIGHT_POLICIES | RIGHT_TRACES | RIGHT_APPEALS,
  [ROLE_COMMAND] = EVERY_OFFICE | RIGHT_PROPOSE | RIGHT_SECOND | RIGHT_POLICIES | RIGHT_APPEALS,
  [ROLE_AUDITOR] = EVERY_OFFICE | RIGHT_AUDIT,
  [ROLE_ADMIN] = EVERY_OFFICE | RIGHT_PROPOSE | RIGHT_SECOND | RIGHT_GATES | RIGHT_ADMIN,
};

uint32_t rights_of_roles(uint32_t set) {
  uint32_t all = 0;
  for (int i = 0; i < ROLES; i++)
    if (set & 1u << i) all |= rights[i];
  return all;
}

static const struct {
  const char *word, *en, *zh;
} right_words[RIGHTS] = {
  { "search", "search residents", "查找居民" },
  { "open", "open a person's record", "查看个人记录" },
  { "roster", "change the roster", "维护名册" },
  { "passes", "issue passes", "签发通行证" },
  { "statements", "enter results", "录入结果" },
  { "propose", "propose what needs two people", "提出须两人办理的事项" },
  { "second", "second what needs two people", "复核须两人办理的事项" },
  { "policies", "draft policies", "拟定规定" },
  { "gates", "enrol gates", "管理门禁" },
  { "traces", "trace contacts", "流调" },
  { "appeals", "answer appeals", "办理申诉" },
  { "reports", "read reports", "查看报表" },
  { "audit", "read the audit log", "查看审计日志" },
  { "admin", "administer", "管理账号和设置" },
  { "signed-in", "sign in", "登录" },
  { "local", "use the server's socket", "使用服务器的套接字" },
  { "feed", "send statements as a feed", "以数据源的身份报送" },
};

static size_t lowest(uint32_t set) {
  size_t bit = 0;
  while (bit + 1 < RIGHTS && !(set & 1u << bit))
    bit++;
  return bit;
}

const char *right_word(uint32_t set) {
  return right_words[lowest(set)].word;
}
const char *right_zh(uint32_t set) {
  return right_words[lowest(set)].zh;
}
const char *right_en(uint32_t set) {
  return right_words[lowest(set)].en;
}
