/* SPDX-License-Identifier: Apache-2.0 */
/* Times as people and their spreadsheets write them. */
#ifndef HOST_TEXT_PEOPLE_TIME_H
#define HOST_TEXT_PEOPLE_TIME_H

#include <stdbool.h>
#include <stdint.h>

#define HOST_YEAR_2020_S 1577808000 /* 2020-01-01 00:00 in China: nothing here is older */

enum host_time_role {
  HOST_TIME_BEGINS, /* a day is its first second */
  HOST_TIME_ENDS,   /* a day is its last second, 23:59:59 */
};

/* One of
 *   2026-12-31, 2026/12/31, 2026.12.31, 2026年12月31日, 20261231: a day;
 *   a day and, behind T or spaces, 8:05, 08:05:09.123, 8时5分, 上午 8:05 or 8:05 AM, and perhaps Z,
 *   +08:00, +0800 or +08;
 *   202612310805, 20261231080509: a moment;
 *   46387 or 46387.337: days since 1899-12-30, as Excel counts;
 *   1795436400: Unix seconds, and 13 digits milliseconds;
 *   +90d, +12h, +30m, +5s, +1y: after now_s.
 * offset_s is the offset from UTC, in seconds, where no zone is named. Spaces around it are
 * nothing. *at_s is UTC seconds, of a day its first second. False, and nothing is touched: none of
 * these, no such date, or before 2020. */
bool host_people_time_parse(const char *text, int64_t now_s, int64_t offset_s, int64_t *at_s,
                            bool *is_day);

/* The same in China's time, with a day as the role has it. */
bool host_people_time_read(const char *text, int64_t now_s, enum host_time_role role,
                           int64_t *at_s);

#endif
