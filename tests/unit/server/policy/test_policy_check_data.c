/* SPDX-License-Identifier: Apache-2.0 */
/* What a policy reads, and who counts as an example. */
#include "policy_book.h"

static void data_that_is_not_there_is_an_error(void **state) {
  (void)state;
  static const char *const declared[] = { "record", "history" };
  struct book book = {
    .city = rulebook(RULEBOOK_CITY,
                     RULE("a", "temperature", "review",
                          "{\"<=\":[{\"var\":\"reading.centi_celsius\"},3730]}",
                          "") "," RULE("b", "household", "review",
                                       "{\"<\":[{\"var\":\"history.household_exits\"},1]}", ""))
  };
  look(&book, declared, 2);
  holds(only(&book, FINDING_UNDECLARED)->zh, "reading.centi_celsius");
  close_book(&book);
}

static void test_results_bring_their_swabs_with_them(void **state) {
  (void)state;
  static const char *const declared[] = { "record.test" };
  struct book book = { .city =
                           rulebook(RULEBOOK_CITY, RULE("a", "test", "warn", HOURS(86400), "")) };
  look(&book, declared, 1);
  nothing(&book);
  close_book(&book);
}

static void an_example_differs_from_ordinary_people_in_little(void **state) {
  (void)state;
  struct book book = open_book(RULE("a", "test", "deny", HOURS(172800), ""), NULL);
  assert_string_equal(only(&book, FINDING_KEEPS_FROM_HOME)->example_zh,
                      "居民，人行门，进门，48小时00分01秒前采样，核酸阴性");
  close_book(&book);
}

static void a_misspelt_path_is_an_error(void **state) {
  (void)state;
  struct book book = open_book(
      RULE("a", "test", "warn", "{\"===\":[{\"var\":\"record.tset\"},\"negative\"]}", ""), NULL);
  holds(only(&book, FINDING_UNDECLARED)->en, "record.tset, which no rule can see");
  close_book(&book);
}

static void the_inside_of_a_reduce_is_no_missing_data(void **state) {
  (void)state;
  struct book book = open_book(
      RULE("a", "other", "warn",
           "{\"===\":[{\"reduce\":[[1,2],{\"+\":[{\"var\":\"current\"},{\"var\":\"accumulator\"}]},"
           "0]},3]}",
           ""),
      NULL);
  nothing(&book);
  close_book(&book);
}

static void a_gate_outside_the_area_is_an_error(void **state) {
  (void)state;
  struct book book = open_book(
      RULE("a", "other", "warn", "{\"===\":[{\"var\":\"gate.area\"},620100000000]}", ""), NULL);
  holds(only(&book, FINDING_OUTSIDE)->en, "620100000000");
  close_book(&book);
}

#define OUT_WITHIN(s) "{\"<\":[{\"var\":\"history.last_exit_age_s\"}," #s "]}"

static void a_rule_that_looks_back_further_than_gates_remember_is_named(void **state) {
  (void)state;
  struct book book = open_book(RULE("a", "other", "deny", OUT_WITHIN(259200), KEEPS_HOME), NULL);
  const struct policy_finding *found = only(&book, FINDING_FORGOTTEN);
  assert_int_equal(found->weight, FINDING_ERROR);
  holds(found->en, "looks back 72 hours (history.last_exit_age_s)");
  holds(found->en, "no more than 48 hours");
  holds(found->zh, "72小时");
  close_book(&book);
  book = open_book(RULE("a", "other", "warn", OUT_WITHIN(259200), ""), NULL);
  assert_int_equal(only(&book, FINDING_FORGOTTEN)->weight, FINDING_WARNING);
  close_book(&book);
}

static void a_rule_that_looks_back_as_far_as_the_exit_window_is_not(void **state) {
  (void)state;
  struct book book = open_book(RULE("a", "other", "warn", OUT_WITHIN(172800), ""), NULL);
  nothing(&book);
  close_book(&book);
  book = (struct book){ .city = rulebook(RULEBOOK_CITY,
                                         RULE("a", "other", "warn", OUT_WITHIN(259200), "")) };
  book.city->exit_window_s = 604800;
  look(&book, NULL, 0);
  nothing(&book);
  close_book(&book);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(data_that_is_not_there_is_an_error),
    cmocka_unit_test(test_results_bring_their_swabs_with_them),
    cmocka_unit_test(an_example_differs_from_ordinary_people_in_little),
    cmocka_unit_test(a_misspelt_path_is_an_error),
    cmocka_unit_test(the_inside_of_a_reduce_is_no_missing_data),
    cmocka_unit_test(a_gate_outside_the_area_is_an_error),
    cmocka_unit_test(a_rule_that_looks_back_further_than_gates_remember_is_named),
    cmocka_unit_test(a_rule_that_looks_back_as_far_as_the_exit_window_is_not),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
