/* SPDX-License-Identifier: Apache-2.0 */
/* What the levels come to in one community. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "policy/check/standing.h"
#include "rulebook.h"

#define TRUE_FOR_ALL "true"

/* Of the city's only rule, with the community's policy beside it (NULL: none). */
static enum policy_stands stands(const char *city, const char *community, uint64_t area,
                                 int64_t now_s) {
  static struct policy_standing standing;
  struct tx_policy *above = rulebook(RULEBOOK_CITY, city);
  struct tx_policy *below = community ? rulebook(RULEBOOK_COMMUNITY, community) : NULL;
  const struct tx_policy *policies[] = { above, below };
  const struct tx_finding rule = { above, &above->orders[0], &above->orders[0].rules[0] };
  policy_standing_begin(&standing, area, policies, below ? 2 : 1, now_s);
  const enum policy_stands found = policy_standing_of(&standing, &rule);
  tx_policy_destroy(above);
  tx_policy_destroy(below);
  return found;
}

#define TESTS(id, more) RULE(id, "test", "deny", TRUE_FOR_ALL, more)

static void a_higher_rule_that_is_not_delegable_stands(void **state) {
  (void)state;
  const char *city = TESTS("c", ""), *community = TESTS("d", "");
  assert_int_equal(stands(city, NULL, RULEBOOK_COMMUNITY, RULEBOOK_NOW), STANDS);
  assert_int_equal(stands(city, community, RULEBOOK_COMMUNITY, RULEBOOK_NOW), STANDS);
}

static void a_delegable_rule_is_replaced_where_a_level_below_has_the_topic(void **state) {
  (void)state;
  const char *city = TESTS("c", DELEGABLE);
  assert_int_equal(stands(city, NULL, RULEBOOK_COMMUNITY, RULEBOOK_NOW), STANDS);
  assert_int_equal(stands(city, TESTS("d", ""), RULEBOOK_COMMUNITY, RULEBOOK_NOW), STANDS_REPLACED);
  assert_int_equal(stands(city, TESTS("d", RESIDENTS), RULEBOOK_COMMUNITY, RULEBOOK_NOW),
                   STANDS_PARTLY);
  assert_int_equal(stands(TESTS("c", DELEGABLE RESIDENTS), TESTS("d", RESIDENTS),
                          RULEBOOK_COMMUNITY, RULEBOOK_NOW),
                   STANDS_REPLACED);
  assert_int_equal(stands(city, TESTS("d", ""), RULEBOOK_COMMUNITY + 1, RULEBOOK_NOW), STANDS);
}

static void an_order_stands_in_its_time_and_area_alone(void **state) {
  (void)state;
  const char *city = TESTS("c", "");
  assert_int_equal(stands(city, NULL, RULEBOOK_COMMUNITY, RULEBOOK_NOW - 3601), STANDS_LATER);
  assert_int_equal(stands(city, NULL, RULEBOOK_COMMUNITY, RULEBOOK_NOW + 864000), STANDS_ENDED);
  assert_int_equal(stands(city, NULL, 330106001001, RULEBOOK_NOW), STANDS_ELSEWHERE);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_higher_rule_that_is_not_delegable_stands),
    cmocka_unit_test(a_delegable_rule_is_replaced_where_a_level_below_has_the_topic),
    cmocka_unit_test(an_order_stands_in_its_time_and_area_alone),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
