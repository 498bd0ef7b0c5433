/* SPDX-License-Identifier: Apache-2.0 */
#include "number.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DAY_S 86400
#define EPOCH_1970 25569    /* as a serial number from 1899-12-30 on */
#define FROM_1904 1462      /* days between the two systems */
#define LAST_SERIAL 2958466 /* 10000-01-01 */
#define DIGITS_KEPT 15

bool workbook_format_is_date(unsigned id) {
  static const struct {
    unsigned first, last;
  } dates[] = { { 14, 17 }, { 22, 22 }, { 27, 31 }, { 36, 36 }, { 50, 54 }, { 57, 58 } };
  for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
    if (id >= dates[i].first && id <= dates[i].last) return true;
  return false;
}

/* What stands in quotes, in brackets, or behind a backslash is shown as it is. */
static const char *skip_literal(const char *code) {
  if (*code == '\\' || *code == '_' || *code == '*') return code[1] ? code + 2 : code + 1;
  const char until = *code == '"' ? '"' : *code == '[' ? ']' : '\0';
  if (!until) return code;
  const char *end = strchr(code + 1, until);
  return end ? end + 1 : code + strlen(code);
}

/* [h], [mm], [ss]: time that went by. */
static bool is_elapsed(const char *code) {
  return *code == '[' && code[1] && strchr("hHmMsS", code[1]);
}

/* m is a month where no hour or second stands beside it. */
bool workbook_format_code_is_date(const char *code) {
  bool month = false, time = false;
  while (*code && *code != ';') {
    const char *after = skip_literal(code);
    time |= is_elapsed(code);
    if (after != code) {
      code = after;
      continue;
    }
    if (strchr("yYdD", *code)) return true;
    month |= *code == 'm' || *code == 'M';
    time |= strchr("hHsS", *code) != NULL;
    code++;
  }
  return month && !time;
}

/* Lotus believed that 1900 had a 29th of February (60), and so does everything since. */
static bool write_date(double serial, bool from_1904, char out[WORKBOOK_NUMBER_MAX]) {
  if (from_1904) serial += FROM_1904;
  if (!(serial >= 1 && serial < LAST_SERIAL)) return false;
  int64_t days = (int64_t)floor(serial);
  int64_t seconds = llround((serial - (double)days) * DAY_S);
  if (days < 60) days++;
  const time_t at = (time_t)((days - EPOCH_1970) * DAY_S + seconds);
  struct tm tm;
  if (!gmtime_r(&at, &tm)) return false;
  const bool whole = at % DAY_S == 0;
  return strftime(out, WORKBOOK_NUMBER_MAX, whole ? "%Y-%m-%d" : "%Y-%m-%d %H:%M:%S", &tm) > 0;
}

bool workbook_number(const char *value, bool date, bool from_1904, char out[WORKBOOK_NUMBER_MAX]) {
  const size_t n = strlen(value), digits = strspn(value, "0123456789");
  if (n == 0 || n >= WORKBOOK_NUMBER_MAX) return false;
  if (!date && digits == n && n <= DIGITS_KEPT) return memcpy(out, value, n + 1), true;
  char *end;
  const double number = strtod(value, &end);
  if (*end || !isfinite(number)) return false;
  if (date && write_date(number, from_1904, out)) return true;
  if (fabs(number) >= 1e15)
    snprintf(out, WORKBOOK_NUMBER_MAX, "%.14E", number);
  else if (number == floor(number))
    snprintf(out, WORKBOOK_NUMBER_MAX, "%.0f", number);
  else
    snprintf(out, WORKBOOK_NUMBER_MAX, "%.15g", number);
  return true;
}
