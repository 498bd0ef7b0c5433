/* SPDX-License-Identifier: Apache-2.0 */
/* Days as people and spreadsheets write them. */
#ifndef SERVER_DOMAIN_ROSTER_DATES_H
#define SERVER_DOMAIN_ROSTER_DATES_H

#include <stdbool.h>
#include <stdint.h>

enum date_kind { DATE_NONE, DATE_MONTH, DATE_DAY };

/* Reads 2022-01-31, 2022/1/31, 2022.1.31, 2022年1月31日, 20220131, 1/31/2022 where only one of the
 * two can be the month, the serial number of a day in a spreadsheet (44592), each with a time
 * behind it or without; and months (2022-01, 2022年1月, 202201), of which *out is the first day.
 * Widths do not matter. *out is YYYY-MM-DD of a day that exists, "" for DATE_NONE. */
enum date_kind date_read(const char *text, char out[11]);

bool date_is_day(int year, int month, int day);
void date_write(int year, int month, int day, char out[11]);

/* Whole years from a date (YYYY-MM-DD) to now in China; -1 when the date is "" or ahead. */
int date_age_years(const char *date, int64_t now_s);

#endif
