/* SPDX-License-Identifier: Apache-2.0 */
#include "report_words.h"

#include "host/text/date.h"

#include <stdio.h>
#include <string.h>

#define DAY_SIZE 11 /* 2022-01-01 */

static void day_text(int64_t at_s, char out[DAY_SIZE]) {
  char minute[HOST_DATE_SIZE];
  host_date_shanghai_minute(at_s, minute);
  snprintf(out, DAY_SIZE, "%.10s", minute);
}

void report_days_say(const struct report_plan *plan, const char *between,
                     char out[REPORT_DAYS_SIZE]) {
  char first[DAY_SIZE], last[DAY_SIZE];
  day_text(plan->from_s, first);
  day_text(plan->to_s - 1, last);
  snprintf(out, REPORT_DAYS_SIZE, "%s%s%s", first, strcmp(first, last) ? between : "",
           strcmp(first, last) ? last : "");
}

void report_count_say(int64_t count, char out[REPORT_COUNT_SIZE]) {
  snprintf(out, REPORT_COUNT_SIZE, "%lld", (long long)count);
  if (count == REPORT_NONE) *out = '\0';
  if (count == REPORT_FEW) snprintf(out, REPORT_COUNT_SIZE, "%s", REPORT_FEW_TEXT);
}
