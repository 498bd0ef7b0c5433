/* SPDX-License-Identifier: Apache-2.0 */
#include "id_document.h"

#include <ctype.h>
#include <stdio.h>
#include <time.h>

#define CHINA_OFFSET_S 28800

static const struct {
  const char *zh, *en;
} types[ID_TYPES] = {
  [ID_RESIDENT_CARD] = { "身份证", "id_card" },
  [ID_PASSPORT] = { "护照", "passport" },
  [ID_HONG_KONG_MACAU] = { "港澳居民来往内地通行证", "hong_kong_macau_permit" },
  [ID_TAIWAN] = { "台湾居民来往大陆通行证", "taiwan_permit" },
  [ID_PERMANENT] = { "外国人永久居留身份证", "permanent_residence" },
  [ID_BIRTH] = { "出生医学证明", "birth_certificate" },
};

const char *id_document_type_zh(enum id_type type) {
  return types[type].zh;
}

int id_document_type_find(const char *name) {
  if (!*name || strcmp(name, "居民身份证") == 0) return ID_RESIDENT_CARD;
  for (int i = 0; i < ID_TYPES; i++)
    if (strcmp(name, types[i].zh) == 0 || strcmp(name, types[i].en) == 0) return i;
  return -1;
}

/* One ASCII character of text, also when it is full-width (U+FF01 to U+FF5E); 0 for any other. */
static int ascii_of(const char **text) {
  const unsigned char *p = (const unsigned char *)*text;
  if (p[0] < 0x80) {
    *text += 1;
    return p[0];
  }
  if (p[0] != 0xef || (p[1] != 0xbc && p[1] != 0xbd)) return 0;
  *text += 3;
  return (p[1] == 0xbc ? p[2] - 0x80 : p[2] - 0x80 + 0x40) + 0x20;
}

bool id_document_normalise(const char *text, char out[ID_NUMBER_MAX + 1]) {
  size_t n = 0;
  while (*text) {
    int c = ascii_of(&text);
    if (c == ' ' || c == '-' || c == '\t' || c == '\'') continue;
    if (c <= ' ' || c >= 0x7f || n == ID_NUMBER_MAX) return false;
    out[n++] = (char)toupper(c);
  }
  out[n] = '\0';
  return n > 0;
}

static bool all_digits(const char *text, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (text[i] < '0' || text[i] > '9') return false;
  return true;
}

static bool is_day(int year, int month, int day) {
  static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
  if (year < 1850 || year > 2200 || month < 1 || month > 12 || day < 1) return false;
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return day <= days[month - 1] + (month == 2 && leap);
}

static void write_date(int year, int month, int day, char out[11]) {
  snprintf(out, 11, "%04u-%02u-%02u", (unsigned)year % 10000u, (unsigned)month % 100u,
           (unsigned)day % 100u);
}

bool id_document_birth_date(const char *number, char out[11]) {
  int year, month, day;
  if (strlen(number) != 18 || !all_digits(number, 17)) return false;
  if (sscanf(number + 6, "%4d%2d%2d", &year, &month, &day) != 3) return false;
  if (!is_day(year, month, day)) return false;
  write_date(year, month, day, out);
  return true;
}

/* GB 11643, by ISO 7064 MOD 11-2. */
static char check_digit(const char *number) {
  static const int weights[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
  int sum = 0;
  for (int i = 0; i < 17; i++)
    sum += (number[i] - '0') * weights[i];
  return "10X98765432"[sum % 11];
}

static enum tx_reason check_card(const char *number, int64_t now_s, struct host_problem *problem) {
  char birth[11];
  if (strlen(number) != 18 || !all_digits(number, 17))
    return host_problem_set(problem, TX_BAD_ARGUMENT, "应为18位,现为%zu位(前17位须是数字)",
                            "should be 17 digits and a check character, has %zu characters",
                            strlen(number));
  if (!id_document_birth_date(number, birth) || date_age_years(birth, now_s) < 0)
    return host_problem_set(problem, TX_BAD_ARGUMENT, "第7至14位不是出生日期(%.8s)",
                            "characters 7 to 14 are no date of birth (%.8s)", number + 6);
  if (check_digit(number) != number[17])
    return host_problem_set(
        problem, TX_BAD_ARGUMENT, "校验位不符,请核对是否抄错(末位是%c)",
        "the check digit does not fit, please look for a typing error (it ends in %c)", number[17]);
  return TX_OK;
}

static bool has_form(const char *number, size_t letters_max, size_t min, size_t max) {
  size_t n = strlen(number), letters = 0;
  while (letters < n && number[letters] >= 'A' && number[letters] <= 'Z')
    letters++;
  return n >= min && n <= max && letters <= letters_max &&
         all_digits(number + letters, n - letters);
}

static bool is_passport(const char *number) {
  size_t n = strlen(number), digits = 0;
  for (size_t i = 0; i < n; i++) {
    if (!isalnum((unsigned char)number[i])) return false;
    digits += isdigit((unsigned char)number[i]) != 0;
  }
  return n >= 5 && n <= 20 && digits >= 3;
}

static bool is_form_of(enum id_type type, const char *number) {
  switch (type) {
  case ID_PASSPORT:
    return is_passport(number);
  case ID_HONG_KONG_MACAU:
    return (*number == 'H' || *number == 'M') && has_form(number, 1, 9, 11);
  case ID_TAIWAN:
    return has_form(number, 1, 8, 10);
  case ID_PERMANENT:
    return has_form(number, 3, 15, 15);
  case ID_BIRTH:
    return has_form(number, 1, 10, 10) && isalpha((unsigned char)*number);
  case ID_RESIDENT_CARD:
  case ID_TYPES:
    break;
  }
  return false;
}

enum tx_reason id_document_check(enum id_type type, const char *number, int64_t now_s,
                                 struct host_problem *problem) {
  bool new_permanent = type == ID_PERMANENT && strlen(number) == 18; /* since 2023 as cards are */
  if (type == ID_RESIDENT_CARD || new_permanent) return check_card(number, now_s, problem);
  if (is_form_of(type, number)) return TX_OK;
  return host_problem_set(problem, TX_BAD_ARGUMENT, "不是%s的号码格式",
                          "not a number of that document (%s)", types[type].zh);
}

void id_document_tail(const char *number, char out[5]) {
  size_t n = strlen(number);
  snprintf(out, 5, "%.4s", n > 4 ? number + n - 4 : number);
}

bool date_normalise(const char *text, char out[11]) {
  int year, month, day, end = 0;
  char first, second;
  if (sscanf(text, "%4d%c%2d%c%2d%n", &year, &first, &month, &second, &day, &end) != 5)
    return false;
  if (text[end] || first != second || (first != '-' && first != '/')) return false;
  if (!is_day(year, month, day)) return false;
  write_date(year, month, day, out);
  return true;
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
