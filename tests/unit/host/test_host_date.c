/* SPDX-License-Identifier: Apache-2.0 */
#include "host/text/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define UNUSED __attribute__((unused))
#define NOW_S 1795436400 /* 2026-11-23T12:20:00Z */

static void a_second_reads_as_both_clocks_show_it(UNUSED void **state) {
  char text[HOST_DATE_SIZE];
  host_date_utc(NOW_S, text);
  assert_string_equal(text, "2026-11-23T12:20:00Z");
  host_date_shanghai(NOW_S, text);
  assert_string_equal(text, "2026-11-23 20:20:00");
  host_date_http(784111777, text); /* RFC 9110's example */
  assert_string_equal(text, "Sun, 06 Nov 1994 08:49:37 GMT");
}

static void a_time_that_no_calendar_has_is_said_to_be_none(UNUSED void **state) {
  char text[HOST_DATE_SIZE];
  host_date_utc(INT64_MAX, text);
  assert_string_equal(text, "?");
  host_date_shanghai(INT64_MAX, text);
  assert_string_equal(text, "?");
  host_date_shanghai_minute(INT64_MAX - 1, text);
  assert_string_equal(text, "?");
}

static void an_http_date_is_read_back_and_nothing_else_is(UNUSED void **state) {
  int64_t at_s = 0;
  assert_true(host_date_http_read("Sun, 06 Nov 1994 08:49:37 GMT", &at_s));
  assert_int_equal(at_s, 784111777);
  assert_false(host_date_http_read("Sun, 06 Nov 1994 08:49:37 CET", &at_s));
  assert_false(host_date_http_read("Sun, 06 Foo 1994 08:49:37 GMT", &at_s));
  assert_false(host_date_http_read("Sun, 06 Nov 1994 08:49:37 GMT and more", &at_s));
  assert_false(host_date_http_read("", &at_s));
}

static const struct {
  const char *text;
  int64_t at_s;
} given[] = {
  { "0", 0 },
  { "1795436400", NOW_S },
  { "2026-11-23", 1795363200 }, /* midnight in China is 16:00 UTC of the day before */
  { "2026-11-23T20:20", NOW_S },
  { "2026-11-23 20:20:00", NOW_S },
  { "2026-11-23T12:20:00Z", NOW_S },
  { "2026-11-23T13:20:00+01:00", NOW_S },
  { "2026-11-23T07:20:00-05:00", NOW_S },
  { "+90d", NOW_S + 90 * 86400 },
  { "+12h", NOW_S + 12 * 3600 },
  { "+30m", NOW_S + 1800 },
};

static void a_time_is_taken_in_every_form_that_people_use(UNUSED void **state) {
  for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
    int64_t at_s = -1;
    assert_true(host_date_read(given[i].text, NOW_S, &at_s));
    assert_int_equal(at_s, given[i].at_s);
  }
}

static void a_time_that_is_none_is_refused(UNUSED void **state) {
  static const char *const bad[] = {
    "",   "tomorrow", "2026-02-30", "2026-13-01",  "2026-11-23T25:00", "2026-11-23T20:61",   "-5",
    "+d", "+5",       "+5x",        "2026-11-23X", "1960-01-01",       "2026-11-23T20:20+1", "+-5d",
    "12a"
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    int64_t at_s;
    assert_false(host_date_read(bad[i], NOW_S, &at_s));
  }
}

static void the_monotonic_clock_does_not_go_back(UNUSED void **state) {
  int64_t before = host_monotonic_ms();
  assert_true(host_monotonic_ms() >= before);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_second_reads_as_both_clocks_show_it),
    cmocka_unit_test(a_time_that_no_calendar_has_is_said_to_be_none),
    cmocka_unit_test(an_http_date_is_read_back_and_nothing_else_is),
    cmocka_unit_test(a_time_is_taken_in_every_form_that_people_use),
    cmocka_unit_test(a_time_that_is_none_is_refused),
    cmocka_unit_test(the_monotonic_clock_does_not_go_back),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
