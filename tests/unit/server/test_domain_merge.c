/* SPDX-License-Identifier: Apache-2.0 */
#include "promise.h"

#include "domain/resident/merge.h"

#define NOW_S 1640995200

static struct tx_record merge(const struct statement_row *rows, size_t count) {
  return tx_record_unpack(merge_record(TX_STATE_ACTIVE, 3, rows, count, NOW_S));
}

static void of_one_source_the_newest_word_counts(UNUSED void **state) {
  const struct statement_row rows[] = {
    { STATEMENT_HEALTH, TX_HEALTH_RED, "city", NOW_S - 200, 0 },
    { STATEMENT_HEALTH, TX_HEALTH_GREEN, "city", NOW_S - 100, 0 },
  };
  assert_int_equal(merge(rows, COUNT(rows)).health, TX_HEALTH_GREEN);
}

static void across_sources_the_worst_counts(UNUSED void **state) {
  const struct statement_row rows[] = {
    { STATEMENT_HEALTH, TX_HEALTH_GREEN, "city", NOW_S - 100, 0 },
    { STATEMENT_HEALTH, TX_HEALTH_YELLOW, "district", NOW_S - 900, 0 },
  };
  assert_int_equal(merge(rows, COUNT(rows)).health, TX_HEALTH_YELLOW);
}

static void what_is_released_or_over_is_gone(UNUSED void **state) {
  const struct statement_row rows[] = {
    { STATEMENT_STATE, TX_STATE_HOME_ISOLATION, "cdc", NOW_S - 900, 0 },
    { STATEMENT_STATE, TX_STATE_ACTIVE, "cdc", NOW_S - 100, 0 },
    { STATEMENT_TRAVEL, TX_TRAVEL_RISK, "telecom", NOW_S - 900, NOW_S },
  };
  assert_int_equal(merge(rows, COUNT(rows)).state, TX_STATE_ACTIVE);
  assert_int_equal(merge(rows, COUNT(rows)).travel, TX_TRAVEL_UNKNOWN);
}

static void an_older_word_does_not_come_back_when_the_newer_is_over(UNUSED void **state) {
  const struct statement_row rows[] = {
    { STATEMENT_HEALTH, TX_HEALTH_RED, "city", NOW_S - 900, 0 },
    { STATEMENT_HEALTH, TX_HEALTH_GREEN, "city", NOW_S - 100, NOW_S - 1 },
  };
  assert_int_equal(merge(rows, COUNT(rows)).health, TX_HEALTH_UNKNOWN);
}

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

static void a_fresh_swab_leaves_a_negative_standing(UNUSED void **state) {
  const struct statement_row rows[] = {
    { STATEMENT_TEST, TX_TEST_NEGATIVE, "lab", NOW_S - 7200, 0 },
    { STATEMENT_SWAB, 1, "street", NOW_S - 60, 0 },
  };
  struct tx_record record = merge(rows, COUNT(rows));
  assert_int_equal(record.test, TX_TEST_NEGATIVE);
  assert_int_equal(record.sampled, tx_sampled_from_time(NOW_S - 7200));
  assert_true(record.pending);
}

static void a_result_newer_than_the_swab_ends_the_waiting(UNUSED void **state) {
  const struct statement_row rows[] = {
    { STATEMENT_SWAB, 1, "street", NOW_S - 7200, 0 },
    { STATEMENT_TEST, TX_TEST_NEGATIVE, "lab", NOW_S - 7200, 0 },
  };
  assert_false(merge(rows, COUNT(rows)).pending);
}

static void what_the_office_says_stands_beside_the_sources(UNUSED void **state) {
  const struct statement_row rows[] = { { STATEMENT_STATE, TX_STATE_AWAY, "cdc", NOW_S, 0 } };
  struct tx_record record =
      tx_record_unpack(merge_record(TX_STATE_SUSPENDED, 3, rows, COUNT(rows), NOW_S));
  assert_int_equal(record.state, TX_STATE_SUSPENDED);
  assert_int_equal(record.generation, 3);
}

/* Every order of a set, and every statement twice, by a small generator of its own. */
static void order_and_repetition_change_nothing(UNUSED void **state) {
  enum { KINDS = 12, ROUNDS = 2000 };
  static const char *const sources[] = { "city", "lab", "telecom" };
  struct statement_row rows[KINDS * 2];
  unsigned seed = 20220101;
  for (int round = 0; round < ROUNDS; round++) {
    for (int i = 0; i < KINDS; i++) {
      struct statement_row *row = &rows[i];
      row->field = rand_r(&seed) % STATEMENT_FIELDS;
      row->value = row->field == STATEMENT_SWAB ? 1 : rand_r(&seed) % 4;
      row->observed_at = NOW_S - rand_r(&seed) % 4 * 3600;
      row->valid_until = rand_r(&seed) % 3 ? 0 : NOW_S - 1 + rand_r(&seed) % 2 * 100;
      snprintf(row->source, sizeof row->source, "%s", sources[rand_r(&seed) % 3]);
    }
    uint32_t once = merge_record(TX_STATE_ACTIVE, 0, rows, KINDS, NOW_S);
    memcpy(rows + KINDS, rows, sizeof *rows * KINDS);
    for (int i = KINDS * 2 - 1; i > 0; i--) {
      int j = rand_r(&seed) % (i + 1);
      struct statement_row swap = rows[i];
      rows[i] = rows[j];
      rows[j] = swap;
    }
    assert_int_equal(merge_record(TX_STATE_ACTIVE, 0, rows, (size_t)KINDS * 2, NOW_S), once);
  }
}

static void words_are_known_in_both_languages(UNUSED void **state) {
  assert_int_equal(statement_field_find("核酸"), STATEMENT_TEST);
  assert_int_equal(statement_field_find("test"), STATEMENT_TEST);
  assert_int_equal(statement_value_find(STATEMENT_HEALTH, "红码"), TX_HEALTH_RED);
  assert_int_equal(statement_value_find(STATEMENT_TRAVEL, "red"), -1);
  assert_int_equal(statement_field_find("weather"), -1);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    PROMISE(of_one_source_the_newest_word_counts),
    PROMISE(across_sources_the_worst_counts),
    PROMISE(what_is_released_or_over_is_gone),
    PROMISE(an_older_word_does_not_come_back_when_the_newer_is_over),
    PROMISE(a_result_is_taken_in_the_words_of_laboratories),
    PROMISE(a_fresh_swab_leaves_a_negative_standing),
    PROMISE(a_result_newer_than_the_swab_ends_the_waiting),
    PROMISE(what_the_office_says_stands_beside_the_sources),
    PROMISE(order_and_repetition_change_nothing),
    PROMISE(words_are_known_in_both_languages),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
