/* SPDX-License-Identifier: Apache-2.0 */
#include "dates.h"

#include "wide.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CHINA_OFFSET_S 28800
#define EPOCH_1970 25569 /* as a serial number */
#define AFTER_LOTUS 61   /* 1900-03-01: before it serial numbers are one day off */
#define LAST_SERIAL 73050

bool date_is_day(int year, int month, int day) {
  static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
  if (year < 1850 || year > 2200 || month < 1 || month > 12 || day < 1) return false;
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return day <= days[month - 1] + (month == 2 && leap);
}

void date_write(int year, int month, int day, char out[11]) {
  snprintf(out, 11, "%04u-%02u-%02u", (unsigned)year % 10000u, (unsigned)month % 100u,
           (unsigned)day % 100u);
}

static enum date_kind write_day(int year, int month, int day, char out[11]) {
  if (!date_is_day(year, month, day)) return DATE_NONE;
  date_write(year, month, day, out);
  return DATE_DAY;
}

static enum date_kind write_month(int year, int month, char out[11]) {
  return write_day(year, month, 1, out) == DATE_DAY ? DATE_MONTH : DATE_NONE;
}

static enum date_kind read_serial(long serial, char out[11]) {
  if (serial < AFTER_LOTUS || serial > LAST_SERIAL) return DATE_NONE;
  const time_t at = (time_t)(serial - EPOCH_1970) * 86400;
  struct tm tm;
  if (!gmtime_r(&at, &tm)) return DATE_NONE;
  return write_day(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, out);
}

static enum date_kind read_digits(const char *text, size_t n, char out[11]) {
  const long number = strtol(text, NULL, 10);
  if (n == 8)
    return write_day((int)(number / 10000), (int)(number / 100 % 100), (int)(number % 100), out);
  if (n == 6) return write_month((int)(number / 100), (int)(number % 100), out);
  return n == 5 ? read_serial(number, out) : DATE_NONE;
}

/* The end of what parts two numbers: a sign of '-', '/', '.', or a word; blanks do not count. */
static const char *skip_sign(const char *text, char *sign) {
  static const char *const words[] = { "年", "月", "日", "号" };
  text += strspn(text, " ");
  *sign = '\0';
  if (*text && strchr("-/.", *text)) return *sign = *text, text + 1;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (strncmp(text, words[i], 3) == 0) return *sign = "ymdd"[i], text + 3;
  return text;
}

struct parts {
  int numbers[3], digits[3];
  char signs[3]; /* behind each */
  int count;
};

/* Numbers and what stands behind them; false for anything else among them. */
static bool take_apart(const char *text, struct parts *out) {
  *out = (struct parts){ 0 };
  while (*text && out->count < 3) {
    const size_t n = strspn(text, "0123456789");
    if (n == 0 || n > 4) return false;
    out->numbers[out->count] = (int)strtol(text, NULL, 10);
    out->digits[out->count] = (int)n;
    text = skip_sign(text + n, &out->signs[out->count]);
    text += strspn(text, " ");
    out->count++;
  }
  return !*text;
}

static bool is_signed(const struct parts *parts, const char *signs) {
  return strcmp((const char[]){ parts->signs[0], parts->count > 1 ? parts->signs[1] : '\0',
                                parts->count > 2 ? parts->signs[2] : '\0', '\0' },
                signs) == 0;
}

static bool is_one_of(const struct parts *parts, const char *const *forms) {
  for (; *forms; forms++)
    if (is_signed(parts, *forms)) return true;
  return false;
}

/* 1/31/2022, as a spreadsheet that was set up elsewhere writes it. */
static enum date_kind read_month_first(const struct parts *parts, char out[11]) {
  const int a = parts->numbers[0], b = parts->numbers[1], year = parts->numbers[2];
  if ((a > 12) == (b > 12) || !is_signed(parts, "//")) return DATE_NONE;
  return write_day(year, a > 12 ? b : a, a > 12 ? a : b, out);
}

static enum date_kind read_parts(const struct parts *parts, char out[11]) {
  static const char *const days[] = { "--", "//", "..", "ymd", "ym", NULL };
  static const char *const months[] = { "-", "/", ".", "ym", "y", NULL };
  const int *n = parts->numbers;
  if (parts->count == 3 && parts->digits[2] == 4) return read_month_first(parts, out);
  if (parts->count < 2 || parts->digits[0] != 4 || parts->digits[1] > 2) return DATE_NONE;
  if (parts->count == 2) return is_one_of(parts, months) ? write_month(n[0], n[1], out) : DATE_NONE;
  return parts->digits[2] < 3 && is_one_of(parts, days) ? write_day(n[0], n[1], n[2], out)
                                                        : DATE_NONE;
}

/* A time behind the day: 2022-01-31 00:00:00, 2022-01-31T08:00. */
static void cut_time(char *text) {
  char *colon = strchr(text, ':');
  if (!colon) return;
  while (colon > text && isdigit((unsigned char)colon[-1]))
    colon--;
  if (colon > text && strchr(" T", colon[-1])) colon[-1] = '\0';
}

enum date_kind date_read(const char *text, char out[11]) {
  char narrow[64];
  struct parts parts;
  *out = '\0';
  if (strlen(text) >= sizeof narrow) return DATE_NONE;
  memcpy(narrow, text, strlen(text) + 1);
  wide_to_ascii(narrow);
  cut_time(narrow);
  const size_t n = strlen(narrow);
  if (n > 4 && strspn(narrow, "0123456789") == n) return read_digits(narrow, n, out);
  const enum date_kind kind = take_apart(narrow, &parts) ? read_parts(&parts, out) : DATE_NONE;
  if (kind == DATE_NONE) *out = '\0';
  return kind;
}

int date_age_years(const char *date, int64_t now_s) {
  int year, month, day;
  if (sscanf(date, "%4d-%2d-%2d", &year, &month, &day) != 3) return -1;
  time_t china = (time_t)(now_s + CHINA_OFFSET_S);
  struct tm now;
  gmtime_r(&china, &now);
  int age = now.tm_year + 1900 - year;
  if (now.tm_mon + 1 < month || (now.tm_mon + 1 == month && now.tm_mday < day)) age--;
  return age;
}
