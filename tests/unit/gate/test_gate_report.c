/* SPDX-License-Identifier: Apache-2.0 */
/* What a gate tells of itself in one line. */
#include "control/status.h"
#include "promise.h"

static void an_age_is_told_in_the_unit_that_people_count_in(UNUSED void **state) {
  static const struct {
    int64_t minutes;
    const char *zh, *en;
  } rows[] = {
    { 0, "0分钟前", "0 min old" },          { 119, "119分钟前", "119 min old" },
    { 120, "2小时前", "2 h old" },          { 47 * 60 + 59, "47小时前", "47 h old" },
    { 48 * 60, "2天前", "2 days old" },     { 4320, "3天前", "3 days old" },
    { 30 * 1440, "30天前", "30 days old" },
  };
  for (size_t i = 0; i < COUNT(rows); i++) {
    char zh[32], en[32];
    gate_report_age(rows[i].minutes, zh, en);
    ASSERT_ROW(strcmp(zh, rows[i].zh) == 0, rows[i].zh);
    ASSERT_ROW(strcmp(en, rows[i].en) == 0, rows[i].en);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = { PROMISE(an_age_is_told_in_the_unit_that_people_count_in) };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
