/* SPDX-License-Identifier: Apache-2.0 */
#include "host/text/people_time.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define UNUSED __attribute__((unused))
#define COUNT(a) (sizeof(a) / sizeof *(a))
#define NOW_S 1795436400    /* 2026-11-23T12:20:00Z */
#define MIDNIGHT 1795708800 /* 2026-11-27 00:00 in China */
#define LAST (MIDNIGHT + 86399)
#define EIGHT_FIVE (MIDNIGHT + 8 * 3600 + 300)

static const struct {
  const char *text;
  int64_t begins, ends;
} given[] = {
  { "2026-11-27", MIDNIGHT, LAST },
  { "2026/11/27", MIDNIGHT, LAST },
  { "2026.11.27", MIDNIGHT, LAST },
  { "20261127", MIDNIGHT, LAST },
  { "2026年11月27日", MIDNIGHT, LAST },
  { "2026年11月27号", MIDNIGHT, LAST },
  { "46353", MIDNIGHT, LAST },
  { "46353.0", MIDNIGHT, LAST },
  { " 2026-11-27\xc2\xa0", MIDNIGHT, LAST },
  { "\xef\xbb\xbf"
    "2026-11-27\xe3\x80\x80",
    MIDNIGHT, LAST },
  { "2026-11-27 08:05", EIGHT_FIVE, EIGHT_FIVE },
  { "2026/11/27 8:5", EIGHT_FIVE, EIGHT_FIVE },
  { "2026-11-27  08:05:00", EIGHT_FIVE, EIGHT_FIVE },
  { "2026.11.27 08:05", EIGHT_FIVE, EIGHT_FIVE },
  { "202611270805", EIGHT_FIVE, EIGHT_FIVE },
  { "20261127080500", EIGHT_FIVE, EIGHT_FIVE },
  { "2026-11-27 08:05:00.0", EIGHT_FIVE, EIGHT_FIVE },
  { "2026-11-27 08:05:00.999", EIGHT_FIVE, EIGHT_FIVE },
  { "2026-11-27T00:05:00Z", EIGHT_FIVE, EIGHT_FIVE },
  { "2026-11-27T08:05+08:00", EIGHT_FIVE, EIGHT_FIVE },
  { "2026-11-27T08:05+0800", EIGHT_FIVE, EIGHT_FIVE },
  { "2026-11-26 19:05:00 -05", EIGHT_FIVE, EIGHT_FIVE },
  { "2026/11/27 8:05:00 AM", EIGHT_FIVE, EIGHT_FIVE },
  { "2026/11/27 上午 8:05:00", EIGHT_FIVE, EIGHT_FIVE },
  { "2026年11月27日 8时5分", EIGHT_FIVE, EIGHT_FIVE },
  { "2026年11月27日上午8点5分0秒", EIGHT_FIVE, EIGHT_FIVE },
  { "46353.336805556", EIGHT_FIVE, EIGHT_FIVE },
  { "1795737900", EIGHT_FIVE, EIGHT_FIVE },
  { "1795737900123", EIGHT_FIVE, EIGHT_FIVE },
  { "2026-11-27 下午 8:05", EIGHT_FIVE + 43200, EIGHT_FIVE + 43200 },
  { "2026-11-27 下午 20:05", EIGHT_FIVE + 43200, EIGHT_FIVE + 43200 },
  { "2026-11-27 12:00 AM", MIDNIGHT, MIDNIGHT },
  { "2026-11-27 12:00 PM", MIDNIGHT + 43200, MIDNIGHT + 43200 },
  { "2026-11-26 24:00", MIDNIGHT, MIDNIGHT },
  { "+90d", NOW_S + 90 * 86400, NOW_S + 90 * 86400 },
  { "+5s", NOW_S + 5, NOW_S + 5 },
};

static void a_time_is_taken_as_people_and_spreadsheets_write_it(UNUSED void **state) {
  for (size_t i = 0; i < COUNT(given); i++) {
    int64_t begins = -1, ends = -1;
    if (!host_people_time_read(given[i].text, NOW_S, HOST_TIME_BEGINS, &begins) ||
        !host_people_time_read(given[i].text, NOW_S, HOST_TIME_ENDS, &ends))
      fail_msg("%s is not taken", given[i].text);
    if (begins != given[i].begins || ends != given[i].ends)
      fail_msg("%s is %lld to %lld", given[i].text, (long long)begins, (long long)ends);
  }
}

static void what_is_no_time_or_before_2020_is_refused(UNUSED void **state) {
  static const char *const bad[] = { "",
                                     " ",
                                     "0",
                                     "1",
                                     "20261",
                                     "tomorrow",
                                     "2026-02-30",
                                     "2026-13-01",
                                     "2026-11-0",
                                     "20261332",
                                     "2026-11-27 25:00",
                                     "2026-11-27 24:01",
                                     "2026-11-27 08:60",
                                     "2026-11-27 08:05:60",
                                     "-5",
                                     "+d",
                                     "+5",
                                     "+5x",
                                     "+-5d",
                                     "2026-11-27X",
                                     "2026-11-27 X",
                                     "2026-11-27 08",
                                     "26-11-27 08:05",
                                     "27/11/2026 08:05",
                                     "11/27/2026",
                                     "05:09.0",
                                     "1/12/2025",
                                     "12a",
                                     "2026/11-27",
                                     "2026年11-27",
                                     "2026-11-27 上午 14:05",
                                     "2026-11-27 上午 8:05 AM",
                                     "2026-11-27 08:05 +8",
                                     "2026-11-27 08:05.",
                                     "2026-11-27 08:05 +15:00",
                                     "46353.",
                                     "46353.5x",
                                     "2019-12-31",
                                     "2019-12-31 23:59:59",
                                     "20191231",
                                     "43830",
                                     "1577807999",
                                     "1577807999999",
                                     "99999999999",
                                     "2026-11-27 08:05 and" };
  for (size_t i = 0; i < COUNT(bad); i++) {
    int64_t at_s;
    if (host_people_time_read(bad[i], NOW_S, HOST_TIME_BEGINS, &at_s))
      fail_msg("\"%s\" is taken as %lld", bad[i], (long long)at_s);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_time_is_taken_as_people_and_spreadsheets_write_it),
    cmocka_unit_test(what_is_no_time_or_before_2020_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
