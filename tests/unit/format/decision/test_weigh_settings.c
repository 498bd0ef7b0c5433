/* SPDX-License-Identifier: Apache-2.0 */
/* Settings of several levels, the order in which policies arrive, and the return from a doctor. */
#include "community.h"
#include "format/evaluate.h"

static const uint64_t levels[] = { 0,        610000000000, FORGE_CITY, FORGE_DISTRICT, FORGE_STREET,
                                   CITY_AREA };

/* A policy in force that says nothing but what the test adds. */
static struct tx_policy *saying(uint64_t area, const char *settings) {
  return community_policy("{\"area\": %llu, \"seq\": 5%s, \"orders\": [{\"id\": \"o\","
                          " \"document\": \"1\", \"issuer\": \"i\", \"valid_from\": 0,"
                          " \"valid_to\": 9999999999, \"rules\": []}]}",
                          (unsigned long long)area, settings);
}

static struct layers collect(const struct community *c, struct tx_policy **policies, size_t n) {
  struct tx_gate gate = c->gate;
  struct layers layers;
  gate.policies = (const struct tx_policy *const *)policies;
  gate.policy_count = n;
  layers_collect(&gate, &layers);
  return layers;
}

static void where_nobody_sets_a_thing_it_has_its_default(void **state) {
  struct tx_policy *silent = saying(CITY_AREA, "");
  struct layers l = collect(*state, &silent, 1);
  assert_true(l.any);
  assert_int_equal(l.live_window_s, 60);
  assert_int_equal(l.exit_window_s, 2 * FORGE_DAY_S);
  assert_int_equal(l.stale.max_age_s, FORGE_DAY_S);
  assert_int_equal(l.stale.then, TX_STALE_REVIEW);
  assert_int_equal(l.stale.no_list, TX_STALE_REVIEW);
  l = collect(*state, NULL, 0);
  assert_false(l.any);
  assert_int_equal(l.stale.then, TX_STALE_REVIEW);
  tx_policy_destroy(silent);
}

static void of_what_several_levels_set_the_strictest_holds(void **state) {
  static const char *const strict = ", \"live_window_s\": 30, \"exit_window_s\": 604800,"
                                    " \"stale\": {\"max_age_s\": 60, \"then\": \"deny\","
                                    " \"no_list\": \"review\"}";
  static const char *const loose = ", \"live_window_s\": 300, \"exit_window_s\": 0,"
                                   " \"stale\": {\"max_age_s\": 999999, \"then\": \"accept\","
                                   " \"no_list\": \"warn\"}";
  for (size_t which = 0; which < COUNT(levels); which++) {
    struct tx_policy *policies[COUNT(levels)];
    for (size_t i = 0; i < COUNT(levels); i++)
      policies[i] = saying(levels[i], i == which ? strict : loose);
    struct layers l = collect(*state, policies, COUNT(levels));
    assert_int_equal(l.live_window_s, 30);
    assert_int_equal(l.exit_window_s, 604800);
    assert_int_equal(l.stale.max_age_s, 60);
    assert_int_equal(l.stale.then, TX_STALE_DENY);
    assert_int_equal(l.stale.no_list, TX_STALE_REVIEW);
    for (size_t i = 0; i < COUNT(levels); i++)
      tx_policy_destroy(policies[i]);
  }
}

static void a_policy_that_leaves_a_setting_out_says_nothing_about_it(void **state) {
  struct tx_policy *policies[] = {
    saying(FORGE_CITY, ", \"live_window_s\": 200, \"exit_window_s\": 0,"
                       " \"stale\": {\"max_age_s\": 999999, \"then\": \"accept\"}"),
    saying(CITY_AREA, ", \"stale\": {\"no_list\": \"accept\"}"),
  };
  struct layers l = collect(*state, policies, 2);
  assert_int_equal(l.live_window_s, 200);
  assert_int_equal(l.exit_window_s, 0);
  assert_int_equal(l.stale.max_age_s, 999999);
  assert_int_equal(l.stale.then, TX_STALE_ACCEPT);
  assert_int_equal(l.stale.no_list, TX_STALE_ACCEPT);
  tx_policy_destroy(policies[0]);
  tx_policy_destroy(policies[1]);
}

static void no_age_at_all_is_the_strictest(void **state) {
  struct tx_policy *policies[] = { saying(FORGE_CITY, ", \"stale\": {\"max_age_s\": 0}"),
                                   saying(CITY_AREA, ", \"stale\": {\"max_age_s\": 60}") };
  struct layers l = collect(*state, policies, 2);
  assert_int_equal(l.stale.max_age_s, 0);
  tx_policy_destroy(policies[0]);
  tx_policy_destroy(policies[1]);
}

static void settings_count_only_while_an_order_is_in_force_and_for_its_gates(void **state) {
  struct tx_policy *policies[] = {
    saying(FORGE_CITY, ", \"live_window_s\": 30"),
    saying(CITY_AREA + 1, ", \"live_window_s\": 30"),
    saying(CITY_AREA, ", \"live_window_s\": 120"),
  };
  policies[0]->orders[0].valid_from = NOW + 1;
  struct layers l = collect(*state, policies, 3);
  assert_int_equal(l.live_window_s, 120);
  assert_null(l.at[TX_CITY]);
  for (size_t i = 0; i < 3; i++)
    tx_policy_destroy(policies[i]);
}

static void a_newer_policy_of_an_area_replaces_the_older_whole(void **state) {
  struct tx_policy *policies[] = { saying(CITY_AREA, ", \"live_window_s\": 30"),
                                   saying(CITY_AREA, "") };
  policies[1]->seq = 6;
  struct layers l = collect(*state, policies, 2);
  assert_ptr_equal(l.at[TX_COMMUNITY], policies[1]);
  assert_int_equal(l.live_window_s, 60);
  policies[1]->orders[0].valid_to = NOW; /* not in force: it still replaced the older one */
  l = collect(*state, policies, 2);
  assert_false(l.any);
  tx_policy_destroy(policies[0]);
  tx_policy_destroy(policies[1]);
}

/* A property: gates that got the same policies in another order never disagree. */
static void the_order_in_which_policies_arrive_changes_nothing(void **state) {
  static const char *const rules[] = {
    "{\"id\":\"a\",\"topic\":\"test\",\"logic\":false,\"on_fail\":\"deny\",\"say\":{\"zh\":\"a\"},"
    "\"delegable\":true}",
    "{\"id\":\"b\",\"topic\":\"health\",\"logic\":false,\"on_fail\":\"review\","
    "\"say\":{\"zh\":\"b\"}}",
    "{\"id\":\"c\",\"topic\":\"test\",\"logic\":true,\"on_fail\":\"deny\",\"say\":{\"zh\":\"c\"}}",
    "{\"id\":\"d\",\"topic\":\"travel\",\"logic\":false,\"on_fail\":\"deny\","
    "\"say\":{\"zh\":\"d\"},\"delegable\":true}",
    "{\"id\":\"e\",\"topic\":\"travel\",\"logic\":false,\"on_fail\":\"review\","
    "\"say\":{\"zh\":\"e\"}}",
    "{\"id\":\"f\",\"topic\":\"health\",\"logic\":false,\"on_fail\":\"review\","
    "\"say\":{\"zh\":\"f\"}}",
  };
  const struct community *c = *state;
  struct tx_policy *policies[COUNT(levels)];
  struct tx_gate gate = c->gate;
  struct tx_pass pass = forge_pass(&c->forge);
  uint32_t dice = 1;
  for (size_t i = 0; i < COUNT(levels); i++)
    policies[i] = community_rules(levels[i], rules[i]);
  gate.policies = (const struct tx_policy *const *)policies;
  gate.policy_count = COUNT(levels);
  for (int round = 0; round < 60; round++) {
    struct tx_decision d = show_pass(c, &gate, &pass);
    assert_int_equal(d.reason, TX_RULE_FAILED);
    assert_int_equal(d.verdict, TX_REVIEW);
    assert_string_equal(d.by.rule->id, "b");
    for (size_t i = COUNT(levels) - 1; i > 0; i--) {
      dice = dice * 1664525u + 1013904223u;
      size_t k = (dice >> 16) % (i + 1);
      struct tx_policy *swapped = policies[i];
      policies[i] = policies[k];
      policies[k] = swapped;
    }
  }
  for (size_t i = 0; i < COUNT(levels); i++)
    tx_policy_destroy(policies[i]);
}

/* --- back from a doctor ----------------------------------------------------------------------- */

struct remembering {
  struct tx_memory base;
  bool medical_return;
  int64_t asked_s;
};

static bool never_replayed(UNUSED const struct tx_memory *memory, UNUSED uint64_t area,
                           UNUSED uint32_t index, UNUSED int64_t live_iat) {
  return false;
}

static void remember(const struct tx_memory *memory, UNUSED const struct tx_pass *pass,
                     int64_t exit_window_s, struct tx_history *out) {
  struct remembering *r = (struct remembering *)(uintptr_t)memory;
  r->asked_s = exit_window_s;
  out->medical_return = r->medical_return;
}

static enum tx_reason returns(const struct community *c, enum tx_direction direction,
                              const char *topic, bool was_out) {
  char rule[256];
  snprintf(rule, sizeof rule,
           "{\"id\":\"r\",\"topic\":\"%s\",\"logic\":false,\"on_fail\":\"deny\","
           "\"say\":{\"zh\":\"r\"}}",
           topic);
  struct tx_policy *policy = community_rules(CITY_AREA, rule);
  const struct tx_policy *policies[] = { policy };
  struct remembering memory = { .base = { .replayed = never_replayed, .history = remember },
                                .medical_return = was_out };
  struct tx_gate gate = c->gate;
  struct tx_pass pass = forge_pass(&c->forge);
  gate.policies = policies;
  gate.memory = &memory.base;
  gate.direction = direction;
  struct tx_decision d = show_pass(c, &gate, &pass);
  assert_int_equal(d.medical_return, was_out && direction == TX_IN);
  tx_policy_destroy(policy);
  return d.reason;
}

static void whoever_was_out_on_medical_grounds_comes_home(void **state) {
  static const char *const waived[] = { "household", "curfew", "zone" };
  const struct community *c = *state;
  for (size_t i = 0; i < COUNT(waived); i++) {
    assert_int_equal(returns(c, TX_IN, waived[i], true), TX_OK_WITH_NOTICE);
    assert_int_equal(returns(c, TX_IN, waived[i], false), TX_RULE_FAILED);
    assert_int_equal(returns(c, TX_OUT, waived[i], true), TX_RULE_FAILED);
  }
}

static void other_rules_hold_for_them_as_for_all(void **state) {
  for (int topic = 0; topic < TX_TOPIC_COUNT; topic++) {
    if (topic == TX_TOPIC_HOUSEHOLD || topic == TX_TOPIC_CURFEW || topic == TX_TOPIC_ZONE) continue;
    assert_int_equal(returns(*state, TX_IN, tx_topic_word((enum tx_topic)topic), true),
                     TX_RULE_FAILED);
  }
}

static void the_memory_is_asked_for_the_window_in_force(void **state) {
  const struct community *c = *state;
  struct tx_policy *policy = saying(CITY_AREA, ", \"exit_window_s\": 12345");
  const struct tx_policy *policies[] = { policy };
  struct remembering memory = { .base = { .replayed = never_replayed, .history = remember } };
  struct tx_gate gate = c->gate;
  struct tx_pass pass = forge_pass(&c->forge);
  gate.policies = policies;
  gate.memory = &memory.base;
  assert_int_equal(show_pass(c, &gate, &pass).reason, TX_OK);
  assert_int_equal(memory.asked_s, 12345);
  tx_policy_destroy(policy);
}

static void a_rule_for_ways_out_binds_nobody_who_comes_in(void **state) {
  const struct community *c = *state;
  struct tx_policy *policy =
      community_rules(CITY_AREA, "{\"id\": \"r\", \"topic\": \"other\", \"logic\": false,"
                                 " \"on_fail\": \"deny\", \"say\": {\"zh\": \"r\"},"
                                 " \"applies\": {\"directions\": [\"out\"]}}");
  const struct tx_policy *policies[] = { policy };
  struct tx_gate gate = c->gate;
  struct tx_pass pass = forge_pass(&c->forge);
  gate.policies = policies;
  assert_int_equal(show_pass(c, &gate, &pass).reason, TX_OK);
  gate.direction = TX_OUT;
  assert_int_equal(show_pass(c, &gate, &pass).reason, TX_RULE_FAILED);
  tx_policy_destroy(policy);
}

/* An order that ended, or has not begun, beside one of the same policy that stands. */
static void of_a_policy_only_the_orders_in_force_count(void **state) {
  const struct community *c = *state;
  static const char *const times[] = { "\"valid_from\": 0, \"valid_to\": 1795392000",
                                       "\"valid_from\": 1795392001, \"valid_to\": 9999999999",
                                       "\"valid_from\": 1795392000, \"valid_to\": 9999999999" };
  for (size_t i = 0; i < COUNT(times); i++) {
    struct tx_policy *policy = community_policy(
        "{\"area\": %llu, \"seq\": 5, \"orders\": ["
        "{\"id\": \"stands\", \"document\": \"1\", \"issuer\": \"i\", \"valid_from\": 0,"
        " \"valid_to\": 9999999999, \"rules\": []},"
        "{\"id\": \"other\", \"document\": \"2\", \"issuer\": \"i\", %s, \"rules\": [{\"id\":"
        " \"r\", \"topic\": \"test\", \"logic\": false, \"on_fail\": \"deny\","
        " \"say\": {\"zh\": \"r\"}}]}]}",
        (unsigned long long)CITY_AREA, times[i]);
    const struct tx_policy *policies[] = { policy };
    struct tx_gate gate = c->gate;
    struct tx_pass pass = forge_pass(&c->forge);
    gate.policies = policies;
    ASSERT_ROW(show_pass(c, &gate, &pass).reason == (i < 2 ? TX_OK : TX_RULE_FAILED), times[i]);
    tx_policy_destroy(policy);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(where_nobody_sets_a_thing_it_has_its_default),
    PROMISE(of_what_several_levels_set_the_strictest_holds),
    PROMISE(a_policy_that_leaves_a_setting_out_says_nothing_about_it),
    PROMISE(no_age_at_all_is_the_strictest),
    PROMISE(settings_count_only_while_an_order_is_in_force_and_for_its_gates),
    PROMISE(a_newer_policy_of_an_area_replaces_the_older_whole),
    PROMISE(the_order_in_which_policies_arrive_changes_nothing),
    PROMISE(whoever_was_out_on_medical_grounds_comes_home),
    PROMISE(other_rules_hold_for_them_as_for_all),
    PROMISE(a_rule_for_ways_out_binds_nobody_who_comes_in),
    PROMISE(of_a_policy_only_the_orders_in_force_count),
    PROMISE(the_memory_is_asked_for_the_window_in_force),
  };
  return cmocka_run_group_tests(tests, community_open, community_close);
}
