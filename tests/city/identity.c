/* SPDX-License-Identifier: Apache-2.0 */
#include "city.h"

#include <time.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* Provinces that exist. With prefecture codes 97 and 98, which GB/T 2260 never gave to anyone, and
 * 99 counties each, they make room for four million numbers a birthday. */
static const int provinces[] = { 11, 13, 14, 15, 21, 22, 23, 32, 33, 34, 35,
                                 36, 37, 41, 42, 43, 44, 45, 50, 51, 61, 62 };
#define ORDERS 999
#define COUNTIES 99
#define PREFECTURES 2

char city_check_digit(const char digits[17]) {
  static const int weights[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
  int sum = 0;
  for (int i = 0; i < 17; i++)
    sum += (digits[i] - '0') * weights[i];
  return "10X98765432"[sum % 11];
}

/* No two serials below four million share both region and order, whatever the birthday. */
void city_identity_number(size_t serial, struct city_date born, char out[24]) {
  size_t place = serial / ORDERS;
  int province = provinces[place % COUNT(provinces)];
  size_t county = place / COUNT(provinces) % COUNTIES + 1;
  size_t prefecture = 97 + place / COUNT(provinces) / COUNTIES % PREFECTURES;
  unsigned order = (unsigned)(serial * 7 % ORDERS + 1);
  snprintf(out, 24, "%02d%02zu%02zu%04u%02u%02u%03u", province, prefecture, county,
           (unsigned)born.year % 10000, (unsigned)born.month % 100, (unsigned)born.day % 100,
           order % 1000);
  out[17] = city_check_digit(out);
  out[18] = 0;
}

/* A shuffle of eight digits: the factor shares none with ten. */
static unsigned digits_of(size_t serial) {
  return (unsigned)(serial % 100000000 * 61803399 % 100000000);
}

const char *city_birth_certificate(size_t serial, char number[24]) {
  snprintf(number, 24, "Z2%08u", digits_of(serial));
  return "出生医学证明";
}

const char *city_other_document(size_t serial, char number[24]) {
  unsigned digits = digits_of(serial);
  switch (digits / 7 % 4) {
  case 0:
    snprintf(number, 24, "E%08u", digits);
    return "护照";
  case 1:
    snprintf(number, 24, "H%08u", digits);
    return "港澳居民来往内地通行证";
  case 2:
    snprintf(number, 24, "%08u", digits);
    return "台湾居民来往大陆通行证";
  default:
    snprintf(number, 24, "ZZZ%08u1234", digits);
    return "外国人永久居留身份证";
  }
}

struct city_date city_date_of(int64_t at_s) {
  time_t at = (time_t)at_s;
  struct tm tm;
  gmtime_r(&at, &tm);
  return (struct city_date){ tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday };
}

struct city_date city_birthday(struct chance *chance, int64_t today_s, int age_years) {
  int64_t days = (int64_t)age_years * 1461 / 4 + chance_between(chance, 2, 360);
  return city_date_of(today_s - days * 86400);
}
