/* SPDX-License-Identifier: Apache-2.0 */
#include "policy_book.h"

static void a_looser_limit_below_is_found_with_an_example(void **state) {
  (void)state;
  struct book book = open_book(RULE("a", "test", "deny", HOURS(172800), KEEPS_HOME),
                               RULE("b", "test", "deny", HOURS(259200), KEEPS_HOME));
  const struct policy_finding *finding = only(&book, FINDING_LOOSER);
  assert_int_equal(finding->weight, FINDING_WARNING);
  assert_ptr_equal(finding->first.policy, book.city);
  assert_ptr_equal(finding->second.policy, book.community);
  holds(finding->zh, "核酸阴性");
  holds(finding->zh, "60小时前采样");
  holds(finding->zh, "按下级放行，按上级仍劝返");
  holds(finding->zh, "delegable");
  holds(finding->en, "The city would have to mark that clause delegable");
  assert_int_equal(book.findings.warnings, 1);
  close_book(&book);
}

/* No on_fail softens what cannot be evaluated. */
static void a_rule_that_errs_for_somebody_is_an_error_whatever_it_says(void **state) {
  (void)state;
  static const char *const on_fail[] = {
    RULE("a", "health", "warn", "{\"<\":[{\"var\":\"record.health\"},1]}", ""),
    RULE("a", "health", "review", "{\"<\":[{\"var\":\"record.health\"},1]}", KEEPS_HOME),
    RULE("a", "health", "deny",
         "{\"if\":[{\"===\":[{\"var\":\"record.health\"},\"red\"]},"
         "{\"+\":[{\"var\":\"record.health\"},1]},true]}",
         KEEPS_HOME),
  };
  for (size_t i = 0; i < sizeof on_fail / sizeof *on_fail; i++) {
    struct book book = open_book(on_fail[i], NULL);
    const struct policy_finding *finding = NULL;
    for (size_t k = 0; k < book.findings.count; k++)
      if (book.findings.items[k].kind == FINDING_ERRS) finding = &book.findings.items[k];
    if (!finding) {
      fail_msg("row %zu passes", i);
      return;
    }
    assert_int_equal(finding->weight, FINDING_ERROR);
    assert_true(finding->example_zh[0] && finding->example_en[0]);
    holds(finding->en, finding->example_en);
    close_book(&book);
  }
}

static void a_time_in_which_nothing_is_in_force_wants_a_yes(void **state) {
  (void)state;
  const uint64_t community = RULEBOOK_COMMUNITY;
  struct tx_policy *draft =
      rulebook(RULEBOOK_COMMUNITY, RULE("a", "health", "deny", NOT_RED, KEEPS_HOME));
  const struct tx_policy *policies[] = { draft };
  struct policy_check check = { .policies = policies,
                                .policy_count = 1,
                                .draft = draft,
                                .jurisdiction = RULEBOOK_CITY,
                                .communities = &community,
                                .community_count = 1,
                                .now_s = RULEBOOK_NOW };
  struct book book = { .community = draft };
  policy_check_run(&check, &book.findings);
  nothing(&book);
  policy_findings_clear(&book.findings);
  draft->orders[0].valid_from = RULEBOOK_NOW + 3600;
  policy_check_run(&check, &book.findings);
  assert_int_equal(only(&book, FINDING_GAP)->weight, FINDING_WARNING);
  assert_int_equal(book.findings.warnings, 1);
  close_book(&book);
}

static void a_stricter_limit_below_is_in_order(void **state) {
  (void)state;
  struct book book = open_book(RULE("a", "test", "deny", HOURS(172800), KEEPS_HOME),
                               RULE("b", "test", "deny", HOURS(86400), KEEPS_HOME));
  nothing(&book);
  close_book(&book);
}

static void a_looser_limit_that_was_delegated_is_in_order(void **state) {
  (void)state;
  struct book book = open_book(RULE("a", "test", "deny", HOURS(172800), KEEPS_HOME DELEGABLE),
                               RULE("b", "test", "deny", HOURS(259200), KEEPS_HOME));
  nothing(&book);
  close_book(&book);
}

static void a_milder_consequence_below_is_looser_too(void **state) {
  (void)state;
  struct book book = open_book(RULE("a", "health", "deny", NOT_RED, KEEPS_HOME),
                               RULE("b", "health", "warn", NOT_RED, ""));
  holds(only(&book, FINDING_LOOSER)->zh, "按下级提示，按上级仍劝返");
  close_book(&book);
}

static void rules_of_one_topic_that_speak_of_different_things_are_in_order(void **state) {
  (void)state;
  struct book book = open_book(RULE("a", "health", "deny", NOT_RED, KEEPS_HOME),
                               RULE("b", "health", "review", NOT_YELLOW, ""));
  nothing(&book);
  close_book(&book);
}

static void rules_that_nobody_can_satisfy_together_are_an_error(void **state) {
  (void)state;
  struct book book = open_book(
      RULE("a", "test", "deny", HOURS(86400), KEEPS_HOME),
      RULE("b", "other", "deny", "{\"===\":[{\"var\":\"record.test\"},\"none\"]}", KEEPS_HOME));
  const struct policy_finding *finding = only(&book, FINDING_UNSATISFIABLE);
  assert_int_equal(finding->weight, FINDING_ERROR);
  holds(finding->en, "nobody can satisfy them together");
  close_book(&book);
}

/* Any two can be satisfied: the third leaves no hour. */
static void three_rules_that_nobody_can_satisfy_together_are_an_error(void **state) {
  (void)state;
#define EITHER(a, b)                                                                               \
  "{\"if\":[{\"===\":[{\"var\":\"record.health\"},\"" a "\"]},true,{\"===\":[{\"var\":"            \
  "\"record.health\"},\"" b "\"]}]}"
  struct book book = open_book(RULE("a", "other", "review", EITHER("green", "yellow"), "") "," RULE(
                                   "b", "state", "review", EITHER("yellow", "red"), ""),
                               RULE("c", "health", "review", EITHER("green", "red"), ""));
  const struct policy_finding *finding = only(&book, FINDING_UNSATISFIABLE);
  holds(finding->zh, "等：没有人能同时满足");
  close_book(&book);
}

static void a_rule_that_nobody_can_satisfy_is_an_error(void **state) {
  (void)state;
  struct book book = open_book(
      RULE("a", "other", "review", "{\"<\":[200,{\"var\":\"record.sampled_age_s\"},100]}", ""),
      NULL);
  assert_null(only(&book, FINDING_UNSATISFIABLE)->second.rule);
  close_book(&book);
  book = open_book(RULE("a", "other", "review", "false", ""), NULL);
  only(&book, FINDING_UNSATISFIABLE);
  close_book(&book);
}

static void a_ban_of_visitors_is_no_contradiction(void **state) {
  (void)state;
  struct book book = open_book(RULE("a", "visitor", "deny", "false", VISITORS), NULL);
  nothing(&book);
  close_book(&book);
  book = open_book(
      RULE("a", "visitor", "deny", "{\"!\":[{\"===\":[{\"var\":\"pass.role\"},\"visitor\"]}]}", ""),
      RULE("b", "test", "deny", HOURS(86400), VISITORS));
  nothing(&book);
  close_book(&book);
}

static void residents_kept_from_home_must_be_meant_in_words(void **state) {
  (void)state;
  struct book book = open_book(RULE("a", "test", "deny", HOURS(172800), ""), NULL);
  const struct policy_finding *finding = only(&book, FINDING_KEEPS_FROM_HOME);
  assert_int_equal(finding->weight, FINDING_ERROR);
  holds(finding->zh, "居民");
  holds(finding->zh, "进门");
  holds(finding->en, "keeps_home: true");
  close_book(&book);
  book = open_book(RULE("a", "test", "deny", HOURS(172800), KEEPS_HOME), NULL);
  nothing(&book);
  close_book(&book);
}

static void rules_that_do_not_touch_the_way_home_need_no_words(void **state) {
  (void)state;
  struct book book = open_book(RULE("a", "test", "deny", HOURS(172800), OUTWARD), NULL);
  nothing(&book);
  close_book(&book);
  book = open_book(RULE("a", "test", "warn", HOURS(172800), ""), NULL);
  nothing(&book);
  close_book(&book);
  book = open_book(RULE("a", "other", "deny", "{\"===\":[{\"var\":\"pass.where\"},\"own\"]}", ""),
                   NULL);
  nothing(&book);
  close_book(&book);
}

static void two_orders_of_one_level_that_disagree_are_found(void **state) {
  (void)state;
  char json[4096];
  snprintf(
      json, sizeof json,
      "{\"area\":%llu,\"seq\":1,\"orders\":[{\"id\":\"1\",\"document\":\"1号\",\"issuer\":\"i\","
      "\"valid_from\":0,\"valid_to\":%lld,\"rules\":[%s]},{\"id\":\"2\",\"document\":\"2号\","
      "\"issuer\":\"i\",\"valid_from\":0,\"valid_to\":%lld,\"rules\":[%s]}]}",
      (unsigned long long)RULEBOOK_CITY, RULEBOOK_NOW + 100ll,
      RULE("a", "test", "deny", HOURS(172800), KEEPS_HOME), RULEBOOK_NOW + 100ll,
      RULE("a", "test", "deny", HOURS(86400), KEEPS_HOME));
  struct book book = { .city = rulebook_parse(json) };
  look(&book, NULL, 0);
  const struct policy_finding *finding = only(&book, FINDING_DISAGREE);
  holds(finding->zh, "《1号》");
  holds(finding->zh, "《2号》");
  close_book(&book);
}

static void two_rules_of_one_order_were_meant_together(void **state) {
  (void)state;
  struct book book = open_book(RULE("a", "test", "warn", HOURS(86400),
                                    "") "," RULE("b", "test", "deny", HOURS(172800), KEEPS_HOME),
                               NULL);
  nothing(&book);
  close_book(&book);
}

/* Nobody has a result without a swab. */
static void only_plausible_people_count(void **state) {
  (void)state;
  struct book book = open_book(
      RULE("a", "test", "review", "{\"===\":[{\"var\":\"record.test\"},\"negative\"]}", ""),
      RULE("b", "other", "review", "{\"!\":[{\"var\":\"record.sampled_at\"}]}", ""));
  only(&book, FINDING_UNSATISFIABLE);
  close_book(&book);
  book = open_book(RULE("a", "other", "review",
                        "{\"and\":[{\"===\":[{\"var\":\"record.test\"},\"negative\"]},"
                        "{\"!\":[{\"var\":\"record.sampled_at\"}]}]}",
                        ""),
                   NULL);
  only(&book, FINDING_UNSATISFIABLE);
  close_book(&book);
}

static void an_order_that_ends_under_a_lower_one_is_found(void **state) {
  (void)state;
  struct book book = {
    .city =
        rulebook_until(RULEBOOK_CITY, RULE("a", "test", "deny", HOURS(86400), KEEPS_HOME DELEGABLE),
                       RULEBOOK_NOW + 3600),
    .community = rulebook(RULEBOOK_COMMUNITY, RULE("b", "test", "deny", HOURS(172800), KEEPS_HOME)),
  };
  look(&book, NULL, 0);
  holds(only(&book, FINDING_ENDS_FIRST)->en, "still leans on it");
  close_book(&book);
}

static void an_order_that_ends_above_a_stricter_one_is_in_order(void **state) {
  (void)state;
  struct book book = {
    .city = rulebook_until(RULEBOOK_CITY, RULE("a", "test", "deny", HOURS(172800), KEEPS_HOME),
                           RULEBOOK_NOW + 3600),
    .community = rulebook(RULEBOOK_COMMUNITY, RULE("b", "test", "deny", HOURS(86400), KEEPS_HOME)),
  };
  look(&book, NULL, 0);
  nothing(&book);
  close_book(&book);
}

static void what_is_too_large_is_never_called_clean(void **state) {
  (void)state;
  char logic[4096] = "{\"and\":[true";
  size_t n = strlen(logic);
  static const char *const paths[] = { "record.health", "record.travel", "record.test",
                                       "record.state",  "pass.age",      "pass.zone",
                                       "gate.zone",     "pass.live",     "record.pending",
                                       "pass.where" };
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
    n += (size_t)snprintf(logic + n, sizeof logic - n, ",{\"===\":[{\"var\":\"%s\"},\"?\"]}",
                          paths[i]);
  snprintf(logic + n, sizeof logic - n, "]}");
  char rule[5000];
  snprintf(rule, sizeof rule,
           "{\"id\":\"a\",\"topic\":\"other\",\"on_fail\":\"review\",\"say\":{\"zh\":\"x\"},"
           "\"logic\":%s}",
           logic);
  struct book book = open_book(rule, NULL);
  const struct policy_finding *finding = only(&book, FINDING_NOT_DECIDED);
  assert_int_equal(finding->weight, FINDING_NOTE);
  holds(finding->zh, "未能判断");
  close_book(&book);
}

static void findings_about_others_are_left_out_of_a_draft(void **state) {
  (void)state;
  struct book book = {
    .city = rulebook(RULEBOOK_CITY, RULE("a", "test", "deny", HOURS(172800), "")),
    .community = rulebook(RULEBOOK_COMMUNITY, RULE("b", "health", "deny", NOT_RED, KEEPS_HOME))
  };
  const struct tx_policy *policies[] = { book.city, book.community };
  const uint64_t community = RULEBOOK_COMMUNITY;
  struct policy_check check = { .policies = policies,
                                .policy_count = 2,
                                .draft = book.community,
                                .jurisdiction = RULEBOOK_COMMUNITY,
                                .communities = &community,
                                .community_count = 1,
                                .now_s = RULEBOOK_NOW };
  policy_check_run(&check, &book.findings);
  nothing(&book);
  policy_findings_clear(&book.findings);
  check.draft = book.city;
  check.jurisdiction = RULEBOOK_CITY;
  policy_check_run(&check, &book.findings);
  only(&book, FINDING_KEEPS_FROM_HOME);
  policy_findings_clear(&book.findings);
  check.jurisdiction = 620100000000;
  policy_check_run(&check, &book.findings);
  assert_int_equal(book.findings.errors, 2);
  close_book(&book);
}

static void one_finding_is_told_once_for_many_communities(void **state) {
  (void)state;
  struct book book = { .city =
                           rulebook(RULEBOOK_CITY, RULE("a", "test", "deny", HOURS(172800), "")) };
  const struct tx_policy *policies[] = { book.city };
  const uint64_t communities[] = { 610113001001, 610113001002, 610113001003 };
  struct policy_check check = { .policies = policies,
                                .policy_count = 1,
                                .jurisdiction = RULEBOOK_CITY,
                                .communities = communities,
                                .community_count = 3,
                                .now_s = RULEBOOK_NOW };
  policy_check_run(&check, &book.findings);
  assert_int_equal(only(&book, FINDING_KEEPS_FROM_HOME)->community_count, 3);
  close_book(&book);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_looser_limit_below_is_found_with_an_example),
    cmocka_unit_test(a_rule_that_errs_for_somebody_is_an_error_whatever_it_says),
    cmocka_unit_test(a_time_in_which_nothing_is_in_force_wants_a_yes),
    cmocka_unit_test(a_stricter_limit_below_is_in_order),
    cmocka_unit_test(a_looser_limit_that_was_delegated_is_in_order),
    cmocka_unit_test(a_milder_consequence_below_is_looser_too),
    cmocka_unit_test(rules_of_one_topic_that_speak_of_different_things_are_in_order),
    cmocka_unit_test(rules_that_nobody_can_satisfy_together_are_an_error),
    cmocka_unit_test(three_rules_that_nobody_can_satisfy_together_are_an_error),
    cmocka_unit_test(a_rule_that_nobody_can_satisfy_is_an_error),
    cmocka_unit_test(a_ban_of_visitors_is_no_contradiction),
    cmocka_unit_test(residents_kept_from_home_must_be_meant_in_words),
    cmocka_unit_test(rules_that_do_not_touch_the_way_home_need_no_words),
    cmocka_unit_test(two_orders_of_one_level_that_disagree_are_found),
    cmocka_unit_test(two_rules_of_one_order_were_meant_together),
    cmocka_unit_test(only_plausible_people_count),
    cmocka_unit_test(an_order_that_ends_under_a_lower_one_is_found),
    cmocka_unit_test(an_order_that_ends_above_a_stricter_one_is_in_order),
    cmocka_unit_test(what_is_too_large_is_never_called_clean),
    cmocka_unit_test(findings_about_others_are_left_out_of_a_draft),
    cmocka_unit_test(one_finding_is_told_once_for_many_communities),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
