/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "domain/policy_explain.h"
#include "rulebook.h"

#include <string.h>

#define TESTED(h)                                                                                  \
  "{\"and\":[{\"===\":[{\"var\":\"record.test\"},\"negative\"]},"                                  \
  "{\"<=\":[{\"var\":\"record.sampled_age_s\"}," #h "]}]}"

struct desk {
  struct tx_policy *city, *community;
  const struct tx_policy *policies[2];
  struct tx_gate gate;
  struct tx_decision person;
  struct policy_reasoning reasoning;
};

/* An active resident of the community, tested 60 hours ago, going in. */
static void ask(struct desk *desk, const char *city, const char *community) {
  *desk = (struct desk){ 0 };
  struct tx_record record = { .state = TX_STATE_ACTIVE,
                              .health = TX_HEALTH_GREEN,
                              .travel = TX_TRAVEL_NONE,
                              .test = TX_TEST_NEGATIVE,
                              .sampled = tx_sampled_from_time(RULEBOOK_NOW - 60 * 3600) };
  desk->gate = (struct tx_gate){ .area = RULEBOOK_COMMUNITY,
                                 .clock.now_s = RULEBOOK_NOW,
                                 .policies = desk->policies };
  if (city) desk->policies[desk->gate.policy_count++] = desk->city = rulebook(RULEBOOK_CITY, city);
  if (community)
    desk->policies[desk->gate.policy_count++] = desk->community =
        rulebook(RULEBOOK_COMMUNITY, community);
  desk->person = (struct tx_decision){ .pass.area = RULEBOOK_COMMUNITY,
                                       .pass.household = -1,
                                       .record = tx_record_pack(&record),
                                       .listed = true,
                                       .data_as_of = RULEBOOK_NOW - 60 };
  if (!policy_explain(&desk->gate, &desk->person, &desk->reasoning) || !desk->reasoning.steps)
    abort();
}

static void leave(struct desk *desk) {
  policy_reasoning_clear(&desk->reasoning);
  tx_policy_destroy(desk->city);
  tx_policy_destroy(desk->community);
}

static enum policy_step_kind kind_at(const struct desk *desk, const char *rule) {
  for (size_t i = 0; i < desk->reasoning.count; i++) {
    const struct policy_step *step = &desk->reasoning.steps[i];
    if (step->rule.rule && strcmp(step->rule.rule->id, rule) == 0) return step->kind;
  }
  fail_msg("no step for %s", rule);
  return STEP_ERROR;
}

static void every_rule_says_what_became_of_it(void **state) {
  (void)state;
  struct desk desk;
  ask(&desk,
      RULE("floor", "test", "deny", TESTED(172800), DELEGABLE) "," RULE(
          "visitors", "visitor", "deny", "false",
          VISITORS) "," RULE("fever", "temperature", "review",
                             "{\"<=\":[{\"var\":\"reading.centi_celsius\"},3730]}", ""),
      RULE("own", "test", "deny", TESTED(259200),
           "") "," RULE("fresh", "other", "warn", TESTED(86400),
                        "") "," RULE("odd", "other", "warn", "{\"<\":[\"a\",1]}", OUTWARD));
  assert_int_equal(kind_at(&desk, "floor"), STEP_REPLACED);
  assert_int_equal(kind_at(&desk, "visitors"), STEP_NOT_FOR_THEM);
  assert_int_equal(kind_at(&desk, "fever"), STEP_UNKNOWN);
  assert_int_equal(kind_at(&desk, "own"), STEP_HOLDS);
  assert_int_equal(kind_at(&desk, "fresh"), STEP_FAILS);
  assert_int_equal(kind_at(&desk, "odd"), STEP_NOT_FOR_THEM);
  assert_int_equal(desk.reasoning.verdict, TX_REVIEW);
  assert_int_equal(desk.reasoning.reason, TX_RULE_FAILED);
  assert_string_equal(desk.reasoning.by.rule ? desk.reasoning.by.rule->id : "", "fever");
  leave(&desk);
}

static void levels_come_from_the_top_and_empty_ones_are_named(void **state) {
  (void)state;
  struct desk desk;
  ask(&desk, RULE("a", "test", "warn", TESTED(86400), ""), NULL);
  assert_int_equal(desk.reasoning.count, TX_LEVELS);
  for (int level = 0; level < TX_LEVELS; level++)
    assert_int_equal(desk.reasoning.steps[level].level, level);
  assert_string_equal(desk.reasoning.steps[0].zh, "全国:没有生效的规定");
  assert_string_equal(desk.reasoning.steps[2].en,
                      "clause 1 (a) of 1号, order of the city 610100000000: fails, so: warn");
  assert_int_equal(desk.reasoning.verdict, TX_ALLOW);
  assert_int_equal(desk.reasoning.reason, TX_OK_WITH_NOTICE);
  leave(&desk);
}

static void the_end_names_who_decided(void **state) {
  (void)state;
  struct desk desk;
  ask(&desk, NULL, RULE("a", "test", "deny", TESTED(86400), ""));
  assert_string_equal(desk.reasoning.zh,
                      "结论:劝返(40 rule_failed),依据社区610113001001《1号》第1条(a),发文:i");
  leave(&desk);
  ask(&desk, NULL, NULL);
  assert_int_equal(desk.reasoning.reason, TX_NO_POLICY);
  assert_int_equal(desk.reasoning.verdict, TX_REVIEW);
  leave(&desk);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_rule_says_what_became_of_it),
    cmocka_unit_test(levels_come_from_the_top_and_empty_ones_are_named),
    cmocka_unit_test(the_end_names_who_decided),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
