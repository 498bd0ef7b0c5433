/* SPDX-License-Identifier: Apache-2.0 */
#include "record.h"

struct tx_record tx_record_unpack(uint32_t bits) {
  return (struct tx_record){
    .state = (enum tx_state)(bits >> 29),
    .health = (enum tx_health)(bits >> 27 & 3),
    .travel = (enum tx_travel)(bits >> 25 & 3),
    .test = (enum tx_test)(bits >> 23 & 3),
    .pending = bits >> 22 & 1,
    .generation = (uint8_t)(bits >> 19 & 7),
    .sampled = bits & TX_SAMPLED_MAX,
  };
}

uint32_t tx_record_pack(const struct tx_record *r) {
  return ((uint32_t)r->state & 7) << 29 | ((uint32_t)r->health & 3) << 27 |
         ((uint32_t)r->travel & 3) << 25 | ((uint32_t)r->test & 3) << 23 |
         (uint32_t)r->pending << 22 | (r->generation & 7u) << 19 | (r->sampled & TX_SAMPLED_MAX);
}

uint32_t tx_sampled_from_time(int64_t at_s) {
  if (at_s < TX_SAMPLED_EPOCH_S) return 0;
  int64_t units = (at_s - TX_SAMPLED_EPOCH_S) / TX_SAMPLED_UNIT_S;
  return units > TX_SAMPLED_MAX ? TX_SAMPLED_MAX : (uint32_t)units;
}

int64_t tx_sampled_to_time(uint32_t sampled) {
  return TX_SAMPLED_EPOCH_S + (int64_t)sampled * TX_SAMPLED_UNIT_S;
}

static uint32_t without_test(uint32_t bits) {
  return bits & ~(3u << 23 | 1u << 22 | TX_SAMPLED_MAX);
}

uint32_t tx_record_clear_ahead(uint32_t bits, int64_t now_s) {
  bool ahead = tx_sampled_to_time(bits & TX_SAMPLED_MAX) > now_s + TX_SAMPLED_UNIT_S;
  return ahead ? without_test(bits) : bits;
}

#define WORSE(a, b) ((a) > (b) ? (a) : (b))

/* Test, pending and sampled-at of the later swab; a positive of the list stands. */
static void merge_test(const struct tx_record *pass, const struct tx_record *list,
                       struct tx_record *out) {
  bool positive = list->test >= TX_TEST_MIXED_POSITIVE;
  const struct tx_record *later = positive || list->sampled > pass->sampled ? list : pass;
  out->test = later->test;
  out->pending = later->pending;
  out->sampled = later->sampled;
  if (positive || list->sampled != pass->sampled) return;
  out->test = WORSE(pass->test, list->test);
  out->pending = pass->pending || list->pending;
}

bool tx_record_merge(uint32_t snapshot, uint32_t listed, uint32_t *out) {
  struct tx_record pass = tx_record_unpack(snapshot), list = tx_record_unpack(listed);
  if (((unsigned)(pass.generation - list.generation) & 7) > 3) return false;
  struct tx_record r = pass;
  r.health = WORSE(pass.health, list.health);
  r.travel = WORSE(pass.travel, list.travel);
  if (pass.generation == list.generation) r.state = WORSE(pass.state, list.state);
  merge_test(&pass, &list, &r);
  *out = tx_record_pack(&r);
  return true;
}

const char *tx_state_word(enum tx_state state) {
  static const char *const words[] = { "nobody", "active",    "monitoring", "home_isolation",
                                       "away",   "suspended", "revoked",    "revoked" };
  return words[state & 7];
}

const char *tx_health_word(enum tx_health health) {
  static const char *const words[] = { "unknown", "green", "yellow", "red" };
  return words[health & 3];
}

const char *tx_travel_word(enum tx_travel travel) {
  static const char *const words[] = { "unknown", "none", "starred", "risk" };
  return words[travel & 3];
}

const char *tx_test_word(enum tx_test test) {
  static const char *const words[] = { "none", "negative", "mixed_positive", "positive" };
  return words[test & 3];
}

const char *tx_state_zh(enum tx_state state) {
  static const char *const words[] = { "无此人",   "正常", "健康监测", "居家隔离",
                                       "集中隔离", "暂停", "注销",     "注销" };
  return words[state & 7];
}

const char *tx_health_zh(enum tx_health health) {
  static const char *const words[] = { "未知", "绿码", "黄码", "红码" };
  return words[health & 3];
}

const char *tx_travel_zh(enum tx_travel travel) {
  static const char *const words[] = { "未知", "无异常", "带星号", "风险区或境外旅居史" };
  return words[travel & 3];
}

const char *tx_test_zh(enum tx_test test) {
  static const char *const words[] = { "无记录", "阴性", "混采阳性待复核", "阳性" };
  return words[test & 3];
}
