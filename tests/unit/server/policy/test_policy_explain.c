/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "policy/words/explain.h"
#include "rulebook.h"

#include <string.h>

#define TESTED(h)                                                                                  \
  "{\"and\":[{\"===\":[{\"var\":\"record.test\"},\"negative\"]},"                                  \
  "{\"<=\":[{\"var\":\"record.sampled_age_s\"}," #h "]}]}"

struct api {
  struct tx_policy *city, *community;
  const struct tx_policy *policies[2];
  struct tx_gate gate;
  struct tx_decision person;
  struct policy_reasoning reasoning;
};

/* An active resident of the community, tested 60 hours ago, going in. */
static void ask(struct api *api, const char *city, const char *community) {
  *api = (struct api){ 0 };
  struct tx_record record = { .state = TX_STATE_ACTIVE,
                              .health = TX_HEALTH_GREEN,
                              .travel = TX_TRAVEL_NONE,
                              .test = TX_TEST_NEGATIVE,
                              .sampled = tx_sampled_from_time(RULEBOOK_NOW - 60 * 3600) };
  api->gate = (struct tx_gate){ .area = RULEBOOK_COMMUNITY,
                                .clock.now_s = RULEBOOK_NOW,
                                .policies = api->policies };
  if (city) api->policies[api->gate.policy_count++] = api->city = rulebook(RULEBOOK_CITY, city);
  if (community)
    api->policies[api->gate.policy_count++] = api->community =
        rulebook(RULEBOOK_COMMUNITY, community);
  api->person = (struct tx_decision){ .pass.area = RULEBOOK_COMMUNITY,
                                      .pass.household = -1,
                                      .record = tx_record_pack(&record),
                                      .listed = true,
                                      .data_as_of = RULEBOOK_NOW - 60 };
  if (!policy_explain(&api->gate, &api->person, &api->reasoning) || !api->reasoning.steps) abort();
}

static void leave(struct api *api) {
  policy_reasoning_clear(&api->reasoning);
  tx_policy_destroy(api->city);
  tx_policy_destroy(api->community);
}

static enum policy_step_kind kind_at(const struct api *api, const char *rule) {
  for (size_t i = 0; i < api->reasoning.count; i++) {
    const struct policy_step *step = &api->reasoning.steps[i];
    if (step->rule.rule && strcmp(step->rule.rule->id, rule) == 0) return step->kind;
  }
  fail_msg("no step for %s", rule);
  return STEP_ERROR;
}

static void every_rule_says_what_became_of_it(void **state) {
  (void)state;
  struct api api;
  ask(&api,
      RULE("floor", "test", "deny", TESTED(172800), DELEGABLE) "," RULE(
          "visitors", "visitor", "deny", "false",
          VISITORS) "," RULE("fever", "temperature", "review",
                             "{\"<=\":[{\"var\":\"reading.centi_celsius\"},3730]}", ""),
      RULE("own", "test", "deny", TESTED(259200),
           "") "," RULE("fresh", "other", "warn", TESTED(86400),
                        "") "," RULE("odd", "other", "warn", "{\"<\":[\"a\",1]}", OUTWARD));
  assert_int_equal(kind_at(&api, "floor"), STEP_REPLACED);
  assert_int_equal(kind_at(&api, "visitors"), STEP_NOT_FOR_THEM);
  assert_int_equal(kind_at(&api, "fever"), STEP_UNKNOWN);
  assert_int_equal(kind_at(&api, "own"), STEP_HOLDS);
  assert_int_equal(kind_at(&api, "fresh"), STEP_FAILS);
  assert_int_equal(kind_at(&api, "odd"), STEP_NOT_FOR_THEM);
  assert_int_equal(api.reasoning.verdict, TX_REVIEW);
  assert_int_equal(api.reasoning.reason, TX_RULE_FAILED);
  assert_string_equal(api.reasoning.by.rule ? api.reasoning.by.rule->id : "", "fever");
  leave(&api);
}

static void levels_come_from_the_top_and_empty_ones_are_named(void **state) {
  (void)state;
  struct api api;
  ask(&api, RULE("a", "test", "warn", TESTED(86400), ""), NULL);
  assert_int_equal(api.reasoning.count, TX_LEVELS);
  for (int level = 0; level < TX_LEVELS; level++)
    assert_int_equal(api.reasoning.steps[level].level, level);
  char words[POLICY_SENTENCE];
  policy_say_step(&api.reasoning.steps[0], "zh", words);
  assert_string_equal(words, "全国：没有生效的规定");
  policy_say_step(&api.reasoning.steps[2], "en", words);
  assert_string_equal(words,
                      "clause 1 (a) of 1号, order of the city 610100000000: fails, so: warn");
  assert_int_equal(api.reasoning.verdict, TX_ALLOW);
  assert_int_equal(api.reasoning.reason, TX_OK_WITH_NOTICE);
  leave(&api);
}

static void the_end_names_who_decided(void **state) {
  (void)state;
  struct api api;
  ask(&api, NULL, RULE("a", "test", "deny", TESTED(86400), ""));
  char words[POLICY_SENTENCE];
  policy_say_end(&api.reasoning, "zh", words);
  assert_string_equal(
      words, "结论：劝返（40 rule_failed），依据社区610113001001《1号》第1条（a），发文：i");
  leave(&api);
  ask(&api, NULL, NULL);
  assert_int_equal(api.reasoning.reason, TX_NO_POLICY);
  assert_int_equal(api.reasoning.verdict, TX_REVIEW);
  leave(&api);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_rule_says_what_became_of_it),
    cmocka_unit_test(levels_come_from_the_top_and_empty_ones_are_named),
    cmocka_unit_test(the_end_names_who_decided),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
