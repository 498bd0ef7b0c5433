/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "expression.h"

static void becomes(const char *text, const char *iso) {
  int64_t ms;
  if (!iso) {
    assert_false(tx_time_parse(tx_span_text(text), &ms));
    return;
  }
  assert_true(tx_time_parse(tx_span_text(text), &ms));
  struct tx_value date = tx_value_date(ms);
  json_t *written = json_value_write(&date);
  assert_string_equal(json_string_value(written), iso);
  json_decref(written);
}

static void every_form_of_the_specification_is_read(void **state) {
  (void)state;
  becomes("2022", "2022-12-31T00:00:00.000Z");
  becomes("2020-02", "2020-02-29T00:00:00.000Z");
  becomes("2021-02", "2021-02-28T00:00:00.000Z");
  becomes("2022-11-23", "2022-11-23T00:00:00.000Z");
  becomes("2022-11-23T10:20:30", "2022-11-23T10:20:30.000Z");
  becomes("2022-11-23T10:20:30Z", "2022-11-23T10:20:30.000Z");
  becomes("2022-11-23T10:20:30+8", "2022-11-23T02:20:30.000Z");
  becomes("2022-11-23T10:20:30+08", "2022-11-23T02:20:30.000Z");
  becomes("2022-11-23T10:20:30-830", "2022-11-23T18:50:30.000Z");
  becomes("2022-11-23T10:20:30+0830", "2022-11-23T01:50:30.000Z");
  becomes("2022-11-23T10:20:30+8:30", "2022-11-23T01:50:30.000Z");
  becomes("2022-11-23T10:20:30-08:30", "2022-11-23T18:50:30.000Z");
  becomes("2022-11-23T10:20:30.9999Z", "2022-11-23T10:20:30.999Z");
  becomes("2022-11-23T10:20:30.5", "2022-11-23T10:20:30.500Z");
  becomes("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z");
  becomes("0000-01-01", "0000-01-01T00:00:00.000Z");
  becomes("1900-02", "1900-02-28T00:00:00.000Z");
  becomes("2000-02", "2000-02-29T00:00:00.000Z");
}

static void what_no_calendar_has_is_no_date(void **state) {
  (void)state;
  static const char *const bad[] = {
    "",
    "20",
    "2022-",
    "2022-13",
    "2022-00",
    "2022-02-30",
    "2022-11-00",
    "2022-1-2",
    "22-11-2022",
    "2022-11-23T",
    "2022-11-23T10:20",
    "2022-11-23T24:00:00",
    "2022-11-23T10:60:00",
    "2022-11-23T10:20:61Z",
    "2022-11-23T10:20:30.Z",
    "2022-11-23T10:20:30+",
    "2022-11-23T10:20:30+08:",
    "2022-11-23T10:20:30+08:3",
    "2022-11-23T10:20:30+24:00",
    "2100-02-29",
    "2022-11-23T10:20:30Zx",
    "2022-11-23 10:20:30",
    "2022-11-23T10:20:30+12345",
  };
  for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
    becomes(bad[i], NULL);
}

static void adds(const char *date, const char *amount_and_unit, const char *expected) {
  char expression[128];
  snprintf(expression, sizeof(expression), "{\"plusTime\":[\"%s\",%s]}", date, amount_and_unit);
  char *got = expression_result(expression, "null", TX_NULLS_PUBLIC);
  assert_string_equal(got, expected);
  free(got);
}

static void leap_days_and_long_months_roll_over(void **state) {
  (void)state;
  adds("2020-02-29", "1,\"day\"", "\"2020-03-01T00:00:00.000Z\"");
  adds("2020-02-29", "1,\"month\"", "\"2020-03-29T00:00:00.000Z\"");
  adds("2020-02-29", "1,\"year\"", "\"2021-03-01T00:00:00.000Z\"");
  adds("2022-01-31", "1,\"month\"", "\"2022-03-03T00:00:00.000Z\"");
  adds("2022-01-31", "-14,\"month\"", "\"2020-12-01T00:00:00.000Z\"");
  adds("2022-11-23", "-1,\"hour\"", "\"2022-11-22T23:00:00.000Z\"");
  adds("2022-11-23", "-18,\"year\"", "\"2004-11-23T00:00:00.000Z\"");
  adds("1970-01-01", "-1,\"day\"", "\"1969-12-31T00:00:00.000Z\"");
  adds("1969-12-31T12:30:00Z", "1,\"month\"", "\"1970-01-31T12:30:00.000Z\"");
}

static void dates_past_the_end_of_time_are_an_error(void **state) {
  (void)state;
  adds("2022-11-23", "300000,\"year\"", "error");
  adds("2022-11-23", "-300000,\"year\"", "error");
  adds("2022-11-23", "-9999999999,\"hour\"", "error");
  adds("2022-11-23", "9999999999,\"year\"", "error");
  adds("2022-11-23", "9999999999,\"hour\"", "error");
  adds("2022-11-23", "9223372036854775807,\"hour\"", "error");
  adds("2022-11-23", "-9223372036854775808,\"day\"", "error");
}

static void a_day_of_birth_is_a_day_and_nothing_finer(void **state) {
  (void)state;
  char *got = expression_result("{\"dccDateOfBirth\":[\"2004-02\"]}", "null", TX_NULLS_PUBLIC);
  assert_string_equal(got, "\"2004-02-29T00:00:00.000Z\"");
  free(got);
  got =
      expression_result("{\"dccDateOfBirth\":[\"2004-02-01T00:00:00Z\"]}", "null", TX_NULLS_PUBLIC);
  assert_string_equal(got, "error");
  free(got);
}

/* Every day of 400 years, which is when the calendar repeats, against a count by hand. */
static void every_day_is_written_and_read_back(void **state) {
  (void)state;
  char text[21];
  for (int64_t day = 0; day < 146097; day++) {
    int64_t ms;
    tx_time_format(day * 86400 + 86399, text);
    assert_true(tx_time_parse(tx_span_text(text), &ms));
    assert_true(ms == (day * 86400 + 86399) * 1000);
  }
  assert_string_equal(text, "2369-12-31T23:59:59Z");
  tx_time_format(1669204800, text);
  assert_string_equal(text, "2022-11-23T12:00:00Z");
  tx_time_format(-5, text);
  assert_string_equal(text, "1970-01-01T00:00:00Z");
}

/* Whatever its form, and wherever it stands. */
static void a_time_with_another_character_is_none(void **state) {
  (void)state;
  static const char *const good[] = { "2022",
                                      "2020-02",
                                      "2022-11-23",
                                      "2022-11-23T10:20:30.125Z",
                                      "2022-11-23T10:20:30+8",
                                      "2022-11-23T10:20:30+08",
                                      "2022-11-23T10:20:30-830",
                                      "2022-11-23T10:20:30+0830",
                                      "2022-11-23T10:20:30+8:30",
                                      "2022-11-23T10:20:30-08:30" };
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
    char text[40];
    for (size_t at = 0; at <= strlen(good[i]); at++) {
      memset(text, 0, sizeof text);
      strcpy(text, good[i]);
      text[at] = 'x';
      becomes(text, NULL);
    }
  }
}

static void no_clock_shows_such_a_time(void **state) {
  (void)state;
  becomes("2022-11-23T24:00:00Z", NULL);
  becomes("2022-11-23T10:60:00Z", NULL);
  becomes("2022-11-23T10:20:60Z", NULL);
  becomes("2022-11-23T10:20:30+24", NULL);
  becomes("2022-11-23T10:20:30+0860", NULL);
  becomes("2022-11-23T10:20:30+008:30", NULL);
  becomes("2022-11T10:20:30Z", NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_form_of_the_specification_is_read),
    cmocka_unit_test(what_no_calendar_has_is_no_date),
    cmocka_unit_test(leap_days_and_long_months_roll_over),
    cmocka_unit_test(dates_past_the_end_of_time_are_an_error),
    cmocka_unit_test(a_day_of_birth_is_a_day_and_nothing_finer),
    cmocka_unit_test(every_day_is_written_and_read_back),
    cmocka_unit_test(a_time_with_another_character_is_none),
    cmocka_unit_test(no_clock_shows_such_a_time),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
