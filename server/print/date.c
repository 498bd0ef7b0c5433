/* SPDX-License-Identifier: Apache-2.0 */
#include "date.h"

#include "host/text/date.h"

#include <stdio.h>
#include <time.h>

#define DAY_S 86400

static const char *const months[] = { "January",   "February", "March",    "April",
                                      "May",       "June",     "July",     "August",
                                      "September", "October",  "November", "December" };

static struct tm in_china(int64_t at_s) {
  struct tm day = { 0 };
  const time_t local_s = (time_t)(at_s + HOST_SHANGHAI_S);
  gmtime_r(&local_s, &day);
  return day;
}

void date_last_day(int64_t exp_s, char zh[DATE_WORDS_SIZE], char en[DATE_WORDS_SIZE]) {
  const struct tm day = in_china(exp_s - DAY_S);
  snprintf(zh, DATE_WORDS_SIZE, "%d年%d月%d日", day.tm_year + 1900, day.tm_mon + 1, day.tm_mday);
  snprintf(en, DATE_WORDS_SIZE, "%d %s %d", day.tm_mday, months[day.tm_mon], day.tm_year + 1900);
}

void date_last_minute(int64_t exp_s, char zh[DATE_WORDS_SIZE], char en[DATE_WORDS_SIZE]) {
  const struct tm at = in_china(exp_s);
  snprintf(zh, DATE_WORDS_SIZE, "%d年%d月%d日%d时%02d分", at.tm_year + 1900, at.tm_mon + 1,
           at.tm_mday, at.tm_hour, at.tm_min);
  snprintf(en, DATE_WORDS_SIZE, "%d %s %d, %02d:%02d", at.tm_mday, months[at.tm_mon],
           at.tm_year + 1900, at.tm_hour, at.tm_min);
}
