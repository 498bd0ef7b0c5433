/* SPDX-License-Identifier: Apache-2.0 */
/* The closed tables of words that policies are written in, and what a decision asks of a policy. */
#include "policy.h"

static const char *const topics[TX_TOPIC_COUNT] = {
  [TX_TOPIC_HEALTH] = "health",
  [TX_TOPIC_TRAVEL] = "travel",
  [TX_TOPIC_TEST] = "test",
  [TX_TOPIC_STATE] = "state",
  [TX_TOPIC_TEMPERATURE] = "temperature",
  [TX_TOPIC_HOUSEHOLD] = "household",
  [TX_TOPIC_CURFEW] = "curfew",
  [TX_TOPIC_UNIT] = "unit",
  [TX_TOPIC_ZONE] = "zone",
  [TX_TOPIC_VISITOR] = "visitor",
  [TX_TOPIC_COURIER] = "courier",
  [TX_TOPIC_VEHICLE] = "vehicle",
  [TX_TOPIC_STATIC] = "static",
  [TX_TOPIC_OTHER] = "other",
};
static const char *const topics_zh[TX_TOPIC_COUNT] = {
  [TX_TOPIC_HEALTH] = "健康码",  [TX_TOPIC_TRAVEL] = "行程",      [TX_TOPIC_TEST] = "核酸",
  [TX_TOPIC_STATE] = "管理状态", [TX_TOPIC_TEMPERATURE] = "体温", [TX_TOPIC_HOUSEHOLD] = "户内外出",
  [TX_TOPIC_CURFEW] = "时段",    [TX_TOPIC_UNIT] = "楼栋",        [TX_TOPIC_ZONE] = "风险区",
  [TX_TOPIC_VISITOR] = "访客",   [TX_TOPIC_COURIER] = "快递外卖", [TX_TOPIC_VEHICLE] = "车辆",
  [TX_TOPIC_STATIC] = "静态码",  [TX_TOPIC_OTHER] = "其他",
};
static const char *const kinds[TX_GATE_KIND_COUNT] = {
  [TX_GATE_PEDESTRIAN] = "pedestrian",
  [TX_GATE_VEHICLE] = "vehicle",
  [TX_GATE_BUILDING] = "building",
  [TX_GATE_SAMPLING] = "sampling",
};
static const char *const directions[TX_DIRECTION_COUNT] = {
  [TX_IN] = "in", [TX_OUT] = "out", [TX_NEITHER] = "neither"
};
static const char *const on_fails[] = {
  [TX_FAIL_WARN] = "warn", [TX_FAIL_REVIEW] = "review", [TX_FAIL_DENY] = "deny"
};
static const char *const zones[TX_ZONE_COUNT] = {
  [TX_ZONE_LOCKDOWN] = "lockdown",     [TX_ZONE_CONTROL] = "control",
  [TX_ZONE_PREVENTION] = "prevention", [TX_ZONE_HIGH] = "high",
  [TX_ZONE_MEDIUM] = "medium",         [TX_ZONE_LOW] = "low",
};
/* "" is TX_STALE_UNSET, which no policy writes. */
static const char *const thens[] = {
  [TX_STALE_UNSET] = "",        [TX_STALE_ACCEPT] = "accept", [TX_STALE_WARN] = "warn",
  [TX_STALE_REVIEW] = "review", [TX_STALE_DENY] = "deny",
};

#define COUNT(table) ((int)(sizeof(table) / sizeof(*(table))))

static int find(const char *const *table, int count, const char *word) {
  for (int i = 0; i < count && *word; i++)
    if (strcmp(table[i], word) == 0) return i;
  return -1;
}

const char *tx_topic_word(enum tx_topic topic) {
  return topics[topic];
}
const char *tx_topic_zh(enum tx_topic topic) {
  return topics_zh[topic];
}
int tx_topic_find(const char *word) {
  return find(topics, COUNT(topics), word);
}
const char *tx_gate_kind_word(enum tx_gate_kind kind) {
  return kinds[kind];
}
int tx_gate_kind_find(const char *word) {
  return find(kinds, COUNT(kinds), word);
}
const char *tx_direction_word(enum tx_direction direction) {
  return directions[direction];
}
int tx_direction_find(const char *word) {
  return find(directions, COUNT(directions), word);
}
const char *tx_on_fail_word(enum tx_on_fail on_fail) {
  return on_fails[on_fail];
}
int tx_on_fail_find(const char *word) {
  return find(on_fails, COUNT(on_fails), word);
}
const char *tx_zone_word(enum tx_zone_kind kind) {
  return zones[kind];
}
int tx_zone_find(const char *word) {
  return find(zones, COUNT(zones), word);
}
const char *tx_stale_word(enum tx_stale_then then) {
  return thens[then];
}
int tx_stale_find(const char *word) {
  return find(thens, COUNT(thens), word);
}

bool tx_order_in_force(const struct tx_order *order, int64_t now_s) {
  return order->valid_from <= now_s && now_s < order->valid_to;
}

bool tx_policy_in_force(const struct tx_policy *policy, int64_t now_s) {
  for (size_t i = 0; i < policy->order_count; i++)
    if (tx_order_in_force(&policy->orders[i], now_s)) return true;
  return false;
}

static const char *words_in(const struct tx_rule *rule, const char *lang, size_t n) {
  for (size_t i = 0; i < rule->say_count; i++)
    if (strncmp(rule->say[i].lang, lang, n) == 0 &&
        (rule->say[i].lang[n] == '\0' || rule->say[i].lang[n] == '-'))
      return rule->say[i].text;
  return NULL;
}

const char *tx_rule_words(const struct tx_rule *rule, const char *lang) {
  const char *words = NULL;
  if (lang) words = words_in(rule, lang, strlen(lang));
  if (!words && lang) words = words_in(rule, lang, strcspn(lang, "-_."));
  if (!words) words = words_in(rule, "zh", 2);
  return words || rule->say_count == 0 ? words : rule->say[0].text;
}
