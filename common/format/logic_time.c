/* SPDX-License-Identifier: Apache-2.0 */
/* Dates as CertLogic 1.3.3 has them ("Offset date-time", "DCC Date of birth"). */
#include "logic_node.h"

#define DAY_MS 86400000
#define HOUR_MS 3600000
#define DATE_MAX_MS 8640000000000000 /* ECMA-262, "Time Values and Time Range" */
#define AMOUNT_MAX 10000000000       /* hours between the first date and the last, and more */

struct date {
  int64_t year;
  int64_t month; /* 1 to 12 */
  int64_t day;   /* 1 to 31 */
};

/* Days since 1970-01-01 in the proleptic Gregorian calendar; years are counted from March, so that
 * the leap day is a year's last. month may lie outside 1 to 12. */
static int64_t days_of(int64_t year, int64_t month, int64_t day) {
  int64_t months = year * 12 + month - 3;
  int64_t y = months >= 0 ? months / 12 : -((11 - months) / 12);
  int64_t era = y >= 0 ? y / 400 : -((399 - y) / 400);
  int64_t year_of_era = y - era * 400;
  int64_t day_of_year = (153 * (months - y * 12) + 2) / 5 + day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
         719468;
}

static struct date date_of(int64_t days) {
  int64_t shifted = days + 719468;
  int64_t era = shifted >= 0 ? shifted / 146097 : -((146096 - shifted) / 146097);
  int64_t of_era = shifted - era * 146097;
  int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
  int64_t month = (5 * of_year + 2) / 153;
  return (struct date){ .year = year + era * 400 + (month >= 10 ? 1 : 0),
                        .month = month < 10 ? month + 3 : month - 9,
                        .day = of_year - (153 * month + 2) / 5 + 1 };
}

static int64_t floor_days(int64_t ms) {
  return ms >= 0 ? ms / DAY_MS : -((DAY_MS - 1 - ms) / DAY_MS);
}

bool tx_date_add(int64_t *ms, int64_t amount, enum time_unit unit) {
  if (amount == 0) return true;
  if (amount > AMOUNT_MAX || amount < -AMOUNT_MAX) return false;
  int64_t days = floor_days(*ms);
  int64_t of_day = *ms - days * DAY_MS;
  struct date date = date_of(days);
  switch (unit) {
  case UNIT_YEAR:
    days = days_of(date.year + amount, date.month, date.day);
    break;
  case UNIT_MONTH:
    days = days_of(date.year, date.month + amount, date.day);
    break;
  case UNIT_DAY:
    days += amount;
    break;
  case UNIT_HOUR:
    of_day += amount * HOUR_MS;
    break;
  }
  if (days > DATE_MAX_MS / DAY_MS || days < -DATE_MAX_MS / DAY_MS) return false;
  *ms = days * DAY_MS + of_day;
  return *ms <= DATE_MAX_MS && *ms >= -DATE_MAX_MS;
}

/* Reads exactly n digits and moves past them. */
static bool digits(struct tx_span *text, size_t n, int64_t *out) {
  if (text->n < n) return false;
  *out = 0;
  for (size_t i = 0; i < n; i++) {
    uint8_t c = text->p[i];
    if (c < '0' || c > '9') return false;
    *out = *out * 10 + (c - '0');
  }
  *text = tx_span_of(text->p + n, text->n - n);
  return true;
}

static bool take(struct tx_span *text, char c) {
  if (text->n == 0 || text->p[0] != (uint8_t)c) return false;
  *text = tx_span_of(text->p + 1, text->n - 1);
  return true;
}

static int64_t days_in(int64_t year, int64_t month) {
  static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
  bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : days[month - 1];
}

/* A date, or a part of one, which stands for the last day that fits; text moves past it. */
static bool date_parse(struct tx_span *text, int64_t *days) {
  int64_t year;
  int64_t month = 12;
  if (!digits(text, 4, &year)) return false;
  if (text->n && !(take(text, '-') && digits(text, 2, &month))) return false;
  if (month < 1 || month > 12) return false;
  int64_t day = days_in(year, month);
  int64_t last = day;
  if (text->n && !(take(text, '-') && digits(text, 2, &day))) return false;
  *days = days_of(year, month, day);
  return day >= 1 && day <= last;
}

bool tx_birth_parse(struct tx_span text, int64_t *ms) {
  int64_t days;
  if (!date_parse(&text, &days) || text.n) return false;
  *ms = days * DAY_MS;
  return true;
}

/* ".S" with any number of decimals; those behind the third are dropped. */
static bool decimals_parse(struct tx_span *text, int64_t *ms) {
  *ms = 0;
  if (!take(text, '.')) return true;
  int64_t digit;
  int64_t weight = 100;
  if (!digits(text, 1, &digit)) return false;
  do {
    *ms += digit * weight;
    weight /= 10;
  } while (digits(text, 1, &digit));
  return true;
}

/* Z, nothing, or a sign and h, hh, hmm, hhmm, h:mm or hh:mm. */
static bool offset_parse(struct tx_span *text, int64_t *ms) {
  *ms = 0;
  if (text->n == 0 || take(text, 'Z')) return true;
  int64_t sign = take(text, '-') ? -1 : 1;
  if (sign > 0 && !take(text, '+')) return false;
  bool colon = memchr(text->p, ':', text->n) != NULL;
  size_t minute_size = colon ? 3 : text->n > 2 ? 2 : 0;
  if (text->n <= minute_size) return false;
  size_t hour_size = text->n - minute_size;
  int64_t hour;
  int64_t minute = 0;
  if (hour_size > 2 || !digits(text, hour_size, &hour)) return false;
  if (colon && !take(text, ':')) return false;
  if (minute_size && !digits(text, 2, &minute)) return false;
  *ms = sign * (hour * 60 + minute) * 60000;
  return hour <= 23 && minute <= 59;
}

bool tx_time_parse(struct tx_span text, int64_t *ms) {
  int64_t days;
  int64_t hour;
  int64_t minute;
  int64_t second;
  int64_t part;
  int64_t offset;
  bool whole = text.n > 10 && text.p[10] == 'T';
  if (!whole) return tx_birth_parse(text, ms);
  struct tx_span date = tx_span_of(text.p, 10);
  struct tx_span time = tx_span_of(text.p + 11, text.n - 11);
  if (!date_parse(&date, &days)) return false;
  if (!digits(&time, 2, &hour) || !take(&time, ':')) return false;
  if (!digits(&time, 2, &minute) || !take(&time, ':')) return false;
  if (!digits(&time, 2, &second) || hour > 23 || minute > 59 || second > 59) return false;
  if (!decimals_parse(&time, &part) || !offset_parse(&time, &offset) || time.n) return false;
  *ms = days * DAY_MS + hour * HOUR_MS + minute * 60000 + second * 1000 + part - offset;
  return true;
}

static void put_digits(char *out, int64_t value, int n) {
  for (int i = n - 1; i >= 0; i--, value /= 10)
    out[i] = (char)('0' + value % 10);
}

void tx_time_format(int64_t at_s, char out[21]) {
  static const int64_t last_s = 253402300799; /* 9999-12-31T23:59:59Z */
  int64_t at = at_s < 0 ? 0 : at_s > last_s ? last_s : at_s;
  struct date date = date_of(at / 86400);
  memcpy(out, "0000-00-00T00:00:00Z", 21);
  put_digits(out, date.year, 4);
  put_digits(out + 5, date.month, 2);
  put_digits(out + 8, date.day, 2);
  put_digits(out + 11, at / 3600 % 24, 2);
  put_digits(out + 14, at / 60 % 60, 2);
  put_digits(out + 17, at % 60, 2);
}
