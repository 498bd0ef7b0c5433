/* SPDX-License-Identifier: Apache-2.0 */
/* How days and counts of a report are written, in every kind of file. */
#ifndef SERVER_API_REPORT_REPORT_WORDS_H
#define SERVER_API_REPORT_REPORT_WORDS_H

#include "domain/report/report.h"

#define REPORT_FEW_TEXT "<5"

/* "2022-01-01", or of several the first and the last. */
#define REPORT_DAYS_SIZE 40
void report_days_say(const struct report_plan *plan, const char *between,
                     char out[REPORT_DAYS_SIZE]);
/* "12", "<5", or "" where there is no such count. */
#define REPORT_COUNT_SIZE 24
void report_count_say(int64_t count, char out[REPORT_COUNT_SIZE]);

#endif
