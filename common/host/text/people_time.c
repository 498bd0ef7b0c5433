/* SPDX-License-Identifier: Apache-2.0 */
#include "people_time.h"

#include "date.h"

#include <string.h>
#include <time.h>

#define DAY_S 86400
#define EXCEL_TO_UNIX_DAYS 25569 /* from 1899-12-30, Excel's day 0, to 1970-01-01 */

enum half { WHOLE_DAY, MORNING, AFTERNOON };

struct people_time {
  int64_t at_s;
  bool is_day; /* no time of day was given */
};

struct wall_clock {
  int64_t year, month, day, hour, minute, second;
  enum half half;
  bool has_time;
};

/* --- words ------------------------------------------------------------------------------------ */

static bool take(const char **p, const char *word) {
  size_t n = strlen(word);
  if (strncmp(*p, word, n) != 0) return false;
  *p += n;
  return true;
}

static bool take_any(const char **p, const char *const *words) {
  for (; *words; words++)
    if (take(p, *words)) return true;
  return false;
}

/* Spaces of ASCII, of HTML and of Chinese text, zero widths and byte order marks. */
static bool skip_space(const char **p) {
  static const char *const spaces[] = {
    " ", "\t", "\xc2\xa0", "\xe3\x80\x80", "\xe2\x80\x8b", "\xe2\x80\xaf", "\xef\xbb\xbf", NULL
  };
  const char *before = *p;
  while (take_any(p, spaces))
    continue;
  return *p != before;
}

static bool at_end(const char **p) {
  skip_space(p);
  return **p == '\0';
}

/* At least `least` digits and no more than `most`; the caller sees what stands behind. */
static bool digits(const char **p, size_t least, size_t most, int64_t *out) {
  size_t n = 0;
  int64_t value = 0;
  for (; n < most && (*p)[n] >= '0' && (*p)[n] <= '9'; n++)
    value = value * 10 + ((*p)[n] - '0');
  if (n < least) return false;
  *p += n;
  *out = value;
  return true;
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/* --- a date and a time of day ----------------------------------------------------------------- */

/* Days and hours past their range would silently become another date. */
static bool to_seconds(const struct wall_clock *wall, int64_t *local_s) {
  bool last = wall->hour == 24 && wall->minute == 0 && wall->second == 0;
  if (wall->hour > (last ? 24 : 23) || wall->minute > 59 || wall->second > 59) return false;
  struct tm tm = { .tm_year = (int)wall->year - 1900,
                   .tm_mon = (int)wall->month - 1,
                   .tm_mday = (int)wall->day };
  struct tm given = tm;
  *local_s = timegm(&tm) + wall->hour * 3600 + wall->minute * 60 + wall->second;
  return tm.tm_year == given.tm_year && tm.tm_mon == given.tm_mon && tm.tm_mday == given.tm_mday;
}

static bool read_day(const char **p, struct wall_clock *wall) {
  char mark[2] = { 0 };
  if (!digits(p, 4, 4, &wall->year)) return false;
  bool chinese = take(p, "年");
  if (!chinese && **p != '-' && **p != '/' && **p != '.') return false;
  if (!chinese) mark[0] = *(*p)++;
  if (!digits(p, 1, 2, &wall->month) || !take(p, chinese ? "月" : mark)) return false;
  if (!digits(p, 1, 2, &wall->day)) return false;
  return !chinese || take(p, "日") || take(p, "号");
}

static enum half read_half(const char **p) {
  static const char *const mornings[] = { "上午", "AM", "am", "A.M.", "a.m.", NULL };
  static const char *const afternoons[] = { "下午", "PM", "pm", "P.M.", "p.m.", NULL };
  if (take_any(p, mornings)) return MORNING;
  return take_any(p, afternoons) ? AFTERNOON : WHOLE_DAY;
}

static bool read_second(const char **p, bool chinese, struct wall_clock *wall) {
  if (!digits(p, 1, 2, &wall->second)) return false;
  if (take(p, ".") || take(p, ",")) {
    if (!is_digit(**p)) return false;
    while (is_digit(**p))
      ++*p;
  }
  return !chinese || take(p, "秒");
}

/* 8:05, 08:05:09.123, 8时5分 or 8点 */
static bool read_clock(const char **p, struct wall_clock *wall) {
  static const char *const hours[] = { "时", "点", NULL };
  if (!digits(p, 1, 2, &wall->hour)) return false;
  wall->has_time = true;
  bool chinese = take_any(p, hours);
  if (!chinese && !take(p, ":") && !take(p, "：")) return false;
  if (chinese && !is_digit(**p)) return true;
  if (!digits(p, 1, 2, &wall->minute)) return false;
  if (chinese) return take(p, "分") && (!is_digit(**p) || read_second(p, true, wall));
  return (!take(p, ":") && !take(p, "：")) || read_second(p, false, wall);
}

/* 12 AM is midnight and 12 PM noon; 下午 14:05 is written as well, 上午 14:05 contradicts itself.
 */
static bool apply_half(struct wall_clock *wall) {
  if (wall->half == WHOLE_DAY) return true;
  if (wall->half == MORNING && wall->hour > 12) return false;
  if (wall->half == MORNING && wall->hour == 12) wall->hour = 0;
  if (wall->half == AFTERNOON && wall->hour < 12) wall->hour += 12;
  return true;
}

static bool read_time_of_day(const char **p, struct wall_clock *wall) {
  wall->half = read_half(p);
  skip_space(p);
  if (!read_clock(p, wall)) return false;
  const char *behind = *p;
  skip_space(p);
  enum half half = read_half(p);
  if (half == WHOLE_DAY)
    *p = behind;
  else if (wall->half != WHOLE_DAY)
    return false;
  else
    wall->half = half;
  return apply_half(wall);
}

static bool read_zone(const char **p, int64_t *offset_s) {
  int64_t hours, minutes = 0;
  skip_space(p);
  if (**p == '\0') return true;
  if (take(p, "Z") || take(p, "z")) return *offset_s = 0, true;
  int64_t sign = take(p, "-") ? -1 : 1;
  if (sign > 0 && !take(p, "+")) return false;
  if (!digits(p, 2, 2, &hours)) return false;
  bool colon = take(p, ":");
  if ((colon || is_digit(**p)) && !digits(p, 2, 2, &minutes)) return false;
  *offset_s = sign * (hours * 3600 + minutes * 60);
  return hours <= 14 && minutes <= 59;
}

static bool parse_written(const char *p, int64_t offset_s, struct people_time *out) {
  struct wall_clock wall = { 0 };
  int64_t local_s;
  if (!read_day(&p, &wall)) return false;
  bool chinese = !is_digit(p[-1]); /* 日 needs no space behind it */
  bool apart = take(&p, "T") || take(&p, "t") || skip_space(&p) || chinese;
  out->is_day = at_end(&p);
  if (!out->is_day && (!apart || !read_time_of_day(&p, &wall) || !read_zone(&p, &offset_s)))
    return false;
  if (!at_end(&p) || !to_seconds(&wall, &local_s)) return false;
  out->at_s = local_s - offset_s;
  return true;
}

/* --- digits alone ----------------------------------------------------------------------------- */

static bool parse_compact(const char *p, size_t n, int64_t offset_s, struct people_time *out) {
  struct wall_clock wall = { 0 };
  int64_t local_s;
  digits(&p, 4, 4, &wall.year);
  digits(&p, 2, 2, &wall.month);
  digits(&p, 2, 2, &wall.day);
  if (n > 8) digits(&p, 2, 2, &wall.hour);
  if (n > 8) digits(&p, 2, 2, &wall.minute);
  if (n > 12) digits(&p, 2, 2, &wall.second);
  if (!to_seconds(&wall, &local_s)) return false;
  *out = (struct people_time){ .at_s = local_s - offset_s, .is_day = n == 8 };
  return true;
}

/* The fraction of a day to the nearest second; Excel shows no more. */
static bool parse_excel(const char *p, int64_t offset_s, struct people_time *out) {
  int64_t days = 0, part = 0, scale = 1, digit;
  digits(&p, 5, 5, &days);
  if (take(&p, ".") && !is_digit(*p)) return false;
  while (digits(&p, 1, 1, &digit))
    if (scale < 1000000000) part = part * 10 + digit, scale *= 10;
  if (!at_end(&p)) return false;
  out->is_day = part == 0;
  out->at_s = (days - EXCEL_TO_UNIX_DAYS) * DAY_S + (part * DAY_S + scale / 2) / scale - offset_s;
  return true;
}

static bool parse_digits(const char *p, size_t n, int64_t offset_s, struct people_time *out) {
  int64_t value;
  const char *behind = p + n;
  if (n == 5) return parse_excel(p, offset_s, out);
  if (!at_end(&behind)) return false;
  if (n == 8 || n == 12 || n == 14) return parse_compact(p, n, offset_s, out);
  if ((n != 10 && n != 13) || !digits(&p, n, n, &value)) return false;
  *out = (struct people_time){ .at_s = n == 13 ? value / 1000 : value };
  return true;
}

/* --- after now -------------------------------------------------------------------------------- */

static bool parse_after(const char *p, int64_t now_s, struct people_time *out) {
  static const char units[] = "smhdy";
  static const int64_t seconds[] = { 1, 60, 3600, DAY_S, 365 * DAY_S };
  int64_t n;
  if (!digits(&p, 1, 8, &n) || !*p) return false;
  const char *unit = strchr(units, *p++);
  if (!unit || !at_end(&p)) return false;
  *out = (struct people_time){ .at_s = now_s + n * seconds[unit - units] };
  return true;
}

/* --- all of them ------------------------------------------------------------------------------ */

bool host_people_time_parse(const char *text, int64_t now_s, int64_t offset_s, int64_t *at_s,
                            bool *is_day) {
  struct people_time time = { 0 };
  skip_space(&text);
  size_t n = strspn(text, "0123456789");
  bool after = *text == '+';
  bool read = after    ? parse_after(text + 1, now_s, &time)
              : n == 4 ? parse_written(text, offset_s, &time)
                       : parse_digits(text, n, offset_s, &time);
  if (!read || (!after && time.at_s < HOST_YEAR_2020_S)) return false;
  *at_s = time.at_s;
  *is_day = time.is_day;
  return true;
}

bool host_people_time_read(const char *text, int64_t now_s, enum host_time_role role,
                           int64_t *at_s) {
  bool is_day = false;
  if (!host_people_time_parse(text, now_s, HOST_SHANGHAI_S, at_s, &is_day)) return false;
  *at_s += is_day && role == HOST_TIME_ENDS ? DAY_S - 1 : 0;
  return true;
}
