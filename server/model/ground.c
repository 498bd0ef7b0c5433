/* SPDX-License-Identifier: Apache-2.0 */
#include "ground.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

static const struct {
  const char *zh, *en;
} words[RESTRAINTS] = {
  [RESTRAINT_NONE] = { "无限制", "no restraint" },
  [RESTRAINT_YELLOW] = { "黄码", "yellow" },
  [RESTRAINT_RED] = { "红码", "red" },
  [RESTRAINT_MONITORING] = { "健康监测", "monitoring" },
  [RESTRAINT_HOME] = { "居家隔离", "isolation at home" },
  [RESTRAINT_AWAY] = { "集中隔离", "isolation elsewhere" },
  [RESTRAINT_MIXED] = { "混管阳性", "mixed positive" },
  [RESTRAINT_POSITIVE] = { "阳性", "positive" },
  [RESTRAINT_SUSPENDED] = { "暂停通行证", "suspension" },
  [RESTRAINT_REVOKED] = { "注销通行证", "revocation" },
};

const char *restraint_zh(enum restraint restraint) {
  return words[restraint].zh;
}
const char *restraint_en(enum restraint restraint) {
  return words[restraint].en;
}

#define MAY(what) (1u << RESTRAINT_##what)

const struct ground grounds[GROUNDS] = {
  { "A1", "确诊病例", "confirmed case", MAY(RED) | MAY(AWAY) | MAY(POSITIVE), 0, false },
  { "A2", "无症状感染者", "infected without symptoms", MAY(RED) | MAY(AWAY) | MAY(POSITIVE), 0,
    false },
  { "A3", "密切接触者", "close contact", MAY(RED) | MAY(HOME) | MAY(AWAY), 14, false },
  { "A4", "次密接", "contact of a contact", MAY(YELLOW) | MAY(HOME), 7, false },
  { "A5", "高风险区旅居史", "stay in a high-risk area", MAY(RED) | MAY(HOME), 14, false },
  { "A6", "中风险区旅居史", "stay in a medium-risk area", MAY(YELLOW) | MAY(MONITORING), 14,
    false },
  { "A7", "入境人员", "entry from abroad", MAY(RED) | MAY(HOME) | MAY(AWAY), 21, false },
  { "A8", "混管或抗原阳性，待单人复核", "pooled or antigen positive, own test awaited",
    MAY(MIXED) | MAY(YELLOW) | MAY(HOME), 3, false },
  { "A9", "解除后健康监测", "monitoring after release", MAY(YELLOW) | MAY(MONITORING), 7, false },
  { "B1", "本人挂失", "holder reports loss", MAY(SUSPENDED), 0, true },
  { "B2", "本人申请、迁出", "holder asks, moved out", MAY(REVOKED), 0, true },
  { "B3", "死亡", "died", MAY(REVOKED), 0, false },
  { "B4", "转借冒用伪造", "pass lent, sold or forged", MAY(SUSPENDED), 7, false },
  { "B5", "误发重复", "issued in error, double", MAY(REVOKED), 0, false },
};

int ground_find(const char *code) {
  for (int i = 0; i < GROUNDS; i++)
    if (strcasecmp(code, grounds[i].code) == 0) return i;
  return -1;
}
