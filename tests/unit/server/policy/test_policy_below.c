/* SPDX-License-Identifier: Apache-2.0 */
/* The check looks at every community below, and at what nobody ever handed in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "policy/check/check.h"

#include "rulebook.h"

#include <string.h>

#define STREET 610113001000
#define OTHER 610113001002
#define NOT_RED "{\"!\":[{\"===\":[{\"var\":\"record.health\"},\"red\"]}]}"
#define HOME_TEST "{\"===\":[{\"var\":\"record.test\"},\"negative\"]}"

static const struct policy_finding *find(const struct policy_findings *findings,
                                         enum policy_finding_kind kind) {
  for (size_t i = 0; i < findings->count; i++)
    if (findings->items[i].kind == kind) return &findings->items[i];
  return NULL;
}

/* A city's draft above a policy of a lower area; known: the communities that were added. */
static struct policy_findings check_above(struct tx_policy *draft, struct tx_policy *lower,
                                          const uint64_t *known, size_t count) {
  struct policy_findings findings;
  const struct tx_policy *const policies[] = { draft, lower };
  const struct policy_check check = { .policies = policies,
                                      .policy_count = lower ? 2 : 1,
                                      .draft = draft,
                                      .jurisdiction = RULEBOOK_CITY,
                                      .communities = known,
                                      .community_count = count,
                                      .now_s = RULEBOOK_NOW };
  policy_check_run(&check, &findings);
  return findings;
}

static void a_clash_is_found(uint64_t lower_area, const uint64_t *known, size_t count) {
  struct tx_policy *draft =
      rulebook(RULEBOOK_CITY, RULE("a", "zone", "deny",
                                   "{\"===\":[{\"var\":\"record.health\"},\"red\"]}", KEEPS_HOME));
  struct tx_policy *lower = rulebook(lower_area, RULE("b", "health", "deny", NOT_RED, KEEPS_HOME));
  struct policy_findings findings = check_above(draft, lower, known, count);
  assert_non_null(find(&findings, FINDING_UNSATISFIABLE));
  policy_findings_clear(&findings);
  tx_policy_destroy(draft);
  tx_policy_destroy(lower);
}

static void a_community_that_nobody_added_is_looked_at(void **state) {
  static const uint64_t known[] = { RULEBOOK_COMMUNITY };
  (void)state;
  a_clash_is_found(OTHER, known, 1);
  a_clash_is_found(OTHER, NULL, 0);
}

static void so_are_those_of_a_street_that_has_a_policy(void **state) {
  static const uint64_t known[] = { 610102001001 };
  (void)state;
  a_clash_is_found(STREET, known, 1);
  a_clash_is_found(610113000000, known, 1);
}

static void where_nothing_below_has_a_policy_the_draft_alone_is_looked_at(void **state) {
  (void)state;
  struct tx_policy *draft = rulebook(RULEBOOK_CITY, RULE("a", "test", "deny", HOME_TEST, ""));
  struct policy_findings findings = check_above(draft, NULL, NULL, 0);
  assert_non_null(find(&findings, FINDING_KEEPS_FROM_HOME));
  assert_int_equal(find(&findings, FINDING_KEEPS_FROM_HOME)->community_count, 1);
  policy_findings_clear(&findings);
  tx_policy_destroy(draft);
}

/* --- data that nobody ever handed in ---------------------------------------------------------- */

static struct policy_findings check_fed(struct tx_policy *draft, const char *const *never,
                                        size_t count) {
  struct policy_findings findings;
  const struct tx_policy *const policies[] = { draft };
  const struct policy_check check = { .policies = policies,
                                      .policy_count = 1,
                                      .draft = draft,
                                      .jurisdiction = RULEBOOK_CITY,
                                      .never_fed = never,
                                      .never_fed_count = count,
                                      .now_s = RULEBOOK_NOW };
  policy_check_run(&check, &findings);
  return findings;
}

static void expect_fed(const char *on_fail, const char *logic, int weight) {
  static const char *const never[] = { "record.test", "record.travel" };
  char rule[1024];
  snprintf(rule, sizeof rule,
           "{\"id\":\"a\",\"topic\":\"test\",\"on_fail\":\"%s\",\"say\":{\"zh\":\"x\"},"
           "\"keeps_home\":true,\"logic\":%s}",
           on_fail, logic);
  struct tx_policy *draft = rulebook(RULEBOOK_COMMUNITY, rule);
  struct policy_findings findings = check_fed(draft, never, 2);
  const struct policy_finding *finding = find(&findings, FINDING_NEVER_FED);
  assert_int_equal(finding != NULL, weight >= 0);
  if (finding) {
    assert_int_equal(finding->weight, weight);
    assert_non_null(strstr(finding->zh, "record.test"));
    assert_non_null(strstr(finding->en, "record.test"));
  }
  policy_findings_clear(&findings);
  tx_policy_destroy(draft);
}

static void data_that_nobody_ever_handed_in_is_named(void **state) {
  (void)state;
  expect_fed("deny", HOME_TEST, FINDING_NOTE);
  expect_fed("warn", HOME_TEST, FINDING_NOTE);
  expect_fed("deny", "{\"<=\":[{\"var\":\"record.sampled_age_s\"},172800]}", FINDING_NOTE);
  expect_fed("deny", NOT_RED, -1);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    cmocka_unit_test(a_community_that_nobody_added_is_looked_at),
    cmocka_unit_test(so_are_those_of_a_street_that_has_a_policy),
    cmocka_unit_test(where_nothing_below_has_a_policy_the_draft_alone_is_looked_at),
    cmocka_unit_test(data_that_nobody_ever_handed_in_is_named),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
