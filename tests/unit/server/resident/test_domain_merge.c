/* SPDX-License-Identifier: Apache-2.0 */
#include "promise.h"

#include "domain/resident/merge.h"
#include "domain/statement/member.h"
#include "host/sys/file.h"

static void a_result_is_taken_in_the_words_of_laboratories(UNUSED void **state) {
  static const char *const negative[] = { "阴性", "阴性 ",        "阴",           "(-)",
                                          "-",    "阴性（-）",    "未检出",       "NEGATIVE",
                                          "Neg",  "Not Detected", " 阴性\xc2\xa0" };
  static const char *const positive[] = {
    "阳性", "阳", "(+)", "＋", "阳性(+)", "检出", "Detected"
  };
  static const char *const neither[] = { "",     "0",      "1",        "待复检", "可疑",
                                         "无效", "未检测", "阴性阳性", "not" };
  for (size_t i = 0; i < COUNT(negative); i++)
    if (statement_value_find(STATEMENT_TEST, negative[i]) != TX_TEST_NEGATIVE)
      fail_msg("%s", negative[i]);
  for (size_t i = 0; i < COUNT(positive); i++)
    if (statement_value_find(STATEMENT_TEST, positive[i]) != TX_TEST_POSITIVE)
      fail_msg("%s", positive[i]);
  for (size_t i = 0; i < COUNT(neither); i++)
    if (statement_value_find(STATEMENT_TEST, neither[i]) != -1) fail_msg("%s", neither[i]);
  assert_int_equal(statement_value_find(STATEMENT_HEALTH, "-"), -1);
}

static void words_are_known_in_both_languages(UNUSED void **state) {
  assert_int_equal(statement_field_find("核酸"), STATEMENT_TEST);
  assert_int_equal(statement_field_find("test"), STATEMENT_TEST);
  assert_int_equal(statement_value_find(STATEMENT_HEALTH, "红码"), TX_HEALTH_RED);
  assert_int_equal(statement_value_find(STATEMENT_TRAVEL, "red"), -1);
  assert_int_equal(statement_field_find("weather"), -1);
}

/* docs/feeds.md has a row a member, in their order, and of no other. */
static void the_table_of_members_in_the_docs_is_that_of_the_reader(UNUSED void **state) {
  HOST_BYTES text = { 0 };
  assert_int_equal(host_file_read(TONGXING_SOURCE "/docs/feeds.md", 1u << 20, &text), TX_OK);
  const char *at = strstr((const char *)text.p, "| 列 |");
  assert_non_null(at);
  const char *end = strstr(at, "\n\n");
  assert_non_null(end);
  size_t rows = 0;
  for (const char *p = at; (p = strstr(p, "\n| ")) && p < end; p++)
    rows++;
  for (int i = 0; i < FEED_MEMBERS; i++) {
    char row[80];
    enum feed_member member = (enum feed_member)i;
    snprintf(row, sizeof row, "\n| %s | `%s` |", feed_member_zh(member), feed_member_en(member));
    at = strstr(at, row);
    assert_non_null(at);
    if (at > end) fail_msg("no row, or not in order:%s", row);
    assert_int_equal(feed_member_find(feed_member_zh(member)), i);
  }
  assert_int_equal(rows, FEED_MEMBERS + 1); /* the line below the heading */
}

int main(void) {
  const struct CMUnitTest promises[] = {
    PROMISE(a_result_is_taken_in_the_words_of_laboratories),
    PROMISE(words_are_known_in_both_languages),
    PROMISE(the_table_of_members_in_the_docs_is_that_of_the_reader),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
