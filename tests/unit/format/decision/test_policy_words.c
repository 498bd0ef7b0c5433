/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "format/policy.h"

static void every_word_leads_back_to_its_number(void **state) {
  (void)state;
  for (int i = 0; i < TX_TOPIC_COUNT; i++) {
    assert_int_equal(tx_topic_find(tx_topic_word((enum tx_topic)i)), i);
    assert_true(strlen(tx_topic_zh((enum tx_topic)i)) > 0);
  }
  for (int i = 0; i < TX_GATE_KIND_COUNT; i++)
    assert_int_equal(tx_gate_kind_find(tx_gate_kind_word((enum tx_gate_kind)i)), i);
  for (int i = 0; i < TX_DIRECTION_COUNT; i++)
    assert_int_equal(tx_direction_find(tx_direction_word((enum tx_direction)i)), i);
  for (int i = 0; i < TX_ZONE_COUNT; i++)
    assert_int_equal(tx_zone_find(tx_zone_word((enum tx_zone_kind)i)), i);
  for (int i = TX_FAIL_WARN; i <= TX_FAIL_DENY; i++)
    assert_int_equal(tx_on_fail_find(tx_on_fail_word((enum tx_on_fail)i)), i);
  for (int i = TX_STALE_ACCEPT; i <= TX_STALE_DENY; i++)
    assert_int_equal(tx_stale_find(tx_stale_word((enum tx_stale_then)i)), i);
}

static void other_words_are_nothing(void **state) {
  (void)state;
  assert_int_equal(tx_topic_find("weather"), -1);
  assert_int_equal(tx_stale_find(""), -1);
  assert_int_equal(tx_on_fail_find("DENY"), -1);
}

static void a_policy_is_in_force_while_one_of_its_orders_is(void **state) {
  (void)state;
  struct tx_order orders[] = { { .valid_from = 100, .valid_to = 200 },
                               { .valid_from = 300, .valid_to = 400 } };
  struct tx_policy policy = { .orders = orders, .order_count = 2 };
  assert_false(tx_policy_in_force(&policy, 99));
  assert_true(tx_policy_in_force(&policy, 100));
  assert_true(tx_policy_in_force(&policy, 199));
  assert_false(tx_policy_in_force(&policy, 200));
  assert_true(tx_policy_in_force(&policy, 399));
  policy.order_count = 0;
  assert_false(tx_policy_in_force(&policy, 150));
}

static void words_are_found_in_the_language_that_is_nearest(void **state) {
  (void)state;
  struct tx_words say[] = { { "ug", "كود" }, { "en", "Code" }, { "zh-Hans", "码" } };
  struct tx_rule rule = { .say = say, .say_count = 3 };
  assert_string_equal(tx_rule_words(&rule, "en"), "Code");
  assert_string_equal(tx_rule_words(&rule, "en-GB"), "Code");
  assert_string_equal(tx_rule_words(&rule, "zh"), "码");
  assert_string_equal(tx_rule_words(&rule, "fr"), "码");
  assert_string_equal(tx_rule_words(&rule, NULL), "码");
  assert_string_equal(tx_rule_words(&rule, "e"),
                      "码"); /* no language, and not the beginning of one */
  rule.say_count = 2;
  assert_string_equal(tx_rule_words(&rule, "fr"), "كود");
  rule.say_count = 0;
  assert_null(tx_rule_words(&rule, "zh"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_word_leads_back_to_its_number),
    cmocka_unit_test(other_words_are_nothing),
    cmocka_unit_test(a_policy_is_in_force_while_one_of_its_orders_is),
    cmocka_unit_test(words_are_found_in_the_language_that_is_nearest),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
