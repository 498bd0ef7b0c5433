/* SPDX-License-Identifier: Apache-2.0 */
#include "headcount.h"

#include "format/evaluate.h"
#include "policy/words/text.h"
#include "simulate.h"

#include <stdlib.h>

#define NORMAL_CENTI_CELSIUS 3650

/* --- why -------------------------------------------------------------------------------------- */

static const struct {
  const char *word, *zh, *en;
} whys[WHYS] = {
  [WHY_RULE] = { "rule", "规则如此", "by the rule itself" },
  [WHY_NO_TEST] = { "no_test", "没有任何核酸结果", "for want of any test" },
  [WHY_OLD_TEST] = { "old_test", "核酸结果太旧", "their test is too old" },
  [WHY_POSITIVE] = { "positive", "核酸阳性", "their test is positive" },
  [WHY_NO_HEALTH] = { "no_health", "没有健康码", "for want of any health code" },
  [WHY_HEALTH] = { "health", "健康码颜色", "by the colour of their health code" },
  [WHY_NO_TRAVEL] = { "no_travel", "没有行程记录", "for want of any travel record" },
  [WHY_TRAVEL] = { "travel", "行程", "by their travel record" },
  [WHY_STATE] = { "state", "管理状态", "by their state" },
};

const char *headcount_why_text(enum headcount_why why, const char *lang) {
  return text_is_english(lang) ? whys[why].en : whys[why].zh;
}

const char *headcount_why_word(enum headcount_why why) {
  return whys[why].word;
}

static enum headcount_why why_of(const struct tx_rule *rule, uint32_t bits) {
  struct tx_record record = tx_record_unpack(bits);
  switch ((int)rule->topic) {
  case TX_TOPIC_TEST:
    if (record.test == TX_TEST_NONE) return WHY_NO_TEST;
    return record.test == TX_TEST_NEGATIVE ? WHY_OLD_TEST : WHY_POSITIVE;
  case TX_TOPIC_HEALTH:
    return record.health == TX_HEALTH_UNKNOWN ? WHY_NO_HEALTH : WHY_HEALTH;
  case TX_TOPIC_TRAVEL:
    return record.travel == TX_TRAVEL_UNKNOWN ? WHY_NO_TRAVEL : WHY_TRAVEL;
  case TX_TOPIC_STATE:
    return WHY_STATE;
  default:
    return WHY_RULE;
  }
}

/* --- one resident ----------------------------------------------------------------------------- */

static bool never_replayed(const struct tx_memory *memory, uint64_t area, uint32_t index,
                           int64_t live_iat) {
  (void)memory, (void)area, (void)index, (void)live_iat;
  return false;
}

static void no_history(const struct tx_memory *memory, const struct tx_pass *pass,
                       int64_t exit_window_s, struct tx_history *out) {
  (void)memory, (void)pass, (void)exit_window_s;
  *out = (struct tx_history){ .last_entry_age_s = -1, .last_exit_age_s = -1, .inside = -1 };
}

static const struct tx_memory nothing = { never_replayed, no_history };

static enum tx_verdict weigh_one_way(const struct headcount *count,
                                     const struct tx_policy *const *policies, size_t policy_count,
                                     const struct tx_pass *pass, uint32_t record,
                                     enum tx_direction direction, struct tx_finding *by) {
  struct layers layers;
  enum tx_verdict verdict = TX_DENY;
  struct tx_gate gate = { .area = pass->area,
                          .kind = TX_GATE_PEDESTRIAN,
                          .direction = direction,
                          .attended = true,
                          .clock.now_s = count->now_s,
                          .policies = policies,
                          .policy_count = policy_count,
                          .memory = &nothing,
                          .has_reading = true,
                          .centi_celsius = NORMAL_CENTI_CELSIUS };
  struct tx_decision decision = { .pass = *pass,
                                  .live = true,
                                  .identified = true,
                                  .record = record,
                                  .data_as_of = count->now_s,
                                  .listed = true };
  layers_collect(&gate, &layers);
  if (!layers.any) return TX_REVIEW;
  layers_weigh(&layers, &gate, &decision, &verdict);
  *by = decision.by;
  return verdict;
}

/* The worse of both ways. */
static enum tx_verdict weigh(const struct headcount *count, const struct tx_policy *const *policies,
                             size_t policy_count, const struct tx_pass *pass, uint32_t record,
                             struct tx_finding *by) {
  struct tx_finding out_by = { 0 };
  enum tx_verdict in = weigh_one_way(count, policies, policy_count, pass, record, TX_IN, by);
  enum tx_verdict out = weigh_one_way(count, policies, policy_count, pass, record, TX_OUT, &out_by);
  if (out <= in) return in;
  *by = out_by;
  return out;
}

static struct headcount_group *group_of(struct headcount *count, const struct tx_finding *rule,
                                        enum headcount_why why) {
  for (size_t i = 0; i < count->group_count; i++)
    if (count->groups[i].rule.rule == rule->rule && count->groups[i].why == why)
      return &count->groups[i];
  struct headcount_group *grown = realloc(count->groups, (count->group_count + 1) * sizeof *grown);
  if (!grown) return NULL;
  count->groups = grown;
  grown[count->group_count] = (struct headcount_group){ .rule = *rule, .why = why };
  return &grown[count->group_count++];
}

static bool note_group(struct headcount *count, struct tx_finding by, uint32_t record,
                       bool stopped) {
  if (!by.rule) return true;
  if (count->draft) by = policy_unwiden(count->draft, &count->widened, by);
  struct headcount_group *group = group_of(count, &by, why_of(by.rule, record));
  if (!group) return false;
  group->stopped += stopped;
  group->reviewed += !stopped;
  return true;
}

bool headcount_add(struct headcount *count, const struct tx_pass *pass, uint32_t record) {
  struct tx_finding by = { 0 }, ignored = { 0 };
  enum tx_verdict before = weigh(count, count->before, count->before_count, pass, record, &ignored);
  enum tx_verdict after = weigh(count, count->after, count->policy_count, pass, record, &by);
  count->residents++;
  count->stopped_before += before == TX_DENY;
  count->reviewed_before += before == TX_REVIEW;
  count->stopped += after == TX_DENY;
  count->reviewed += after == TX_REVIEW;
  return after == TX_ALLOW || note_group(count, by, record, after == TX_DENY);
}

/* --- all of them ------------------------------------------------------------------------------ */

bool headcount_begin(struct headcount *count) {
  size_t orders = count->draft ? count->draft->order_count : 0;
  count->orders = calloc(orders + 1, sizeof *count->orders);
  count->after = calloc(count->policy_count + 1, sizeof *count->after);
  count->before = calloc(count->policy_count + 1, sizeof *count->before);
  if (!count->orders || !count->after || !count->before) return false;
  if (count->draft) policy_widen(count->draft, count->now_s, count->orders, &count->widened);
  for (size_t i = 0; i < count->policy_count; i++) {
    bool own = count->draft && count->policies[i] == count->draft;
    count->after[i] = own ? &count->widened : count->policies[i];
    if (!own)
      count->before[count->before_count++] = count->policies[i];
    else if (count->replaced)
      count->before[count->before_count++] = count->replaced;
  }
  return true;
}

static int by_count(const void *a, const void *b) {
  const struct headcount_group *x = a, *y = b;
  if (x->stopped != y->stopped) return x->stopped < y->stopped ? 1 : -1;
  return x->reviewed < y->reviewed ? 1 : x->reviewed > y->reviewed ? -1 : 0;
}

void headcount_end(struct headcount *count) {
  if (count->group_count) qsort(count->groups, count->group_count, sizeof *count->groups, by_count);
}

void headcount_clear(struct headcount *count) {
  free(count->groups);
  free(count->orders);
  free(count->after);
  free(count->before);
  *count = (struct headcount){ 0 };
}
