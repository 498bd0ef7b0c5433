/* SPDX-License-Identifier: Apache-2.0 */
#include "date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int64_t host_now_s(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return now.tv_sec;
}

int64_t host_monotonic_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_BOOTTIME, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* "?" where no calendar has it. */
static void format_at(int64_t at_s, int64_t offset_s, const char *format,
                      char out[HOST_DATE_SIZE]) {
  struct tm tm;
  time_t t;
  if (__builtin_add_overflow(at_s, offset_s, &t) || !gmtime_r(&t, &tm) ||
      strftime(out, HOST_DATE_SIZE, format, &tm) == 0)
    strcpy(out, "?");
}

void host_date_utc(int64_t at_s, char out[HOST_DATE_SIZE]) {
  format_at(at_s, 0, "%Y-%m-%dT%H:%M:%SZ", out);
}

void host_date_shanghai(int64_t at_s, char out[HOST_DATE_SIZE]) {
  format_at(at_s, HOST_SHANGHAI_S, "%Y-%m-%d %H:%M:%S", out);
}

void host_date_shanghai_minute(int64_t at_s, char out[HOST_DATE_SIZE]) {
  format_at(at_s, HOST_SHANGHAI_S, "%Y-%m-%d %H:%M", out);
}

/* Names of days and months must not follow the locale, so they are not strftime's. */
static const char days[][4] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

void host_date_http(int64_t at_s, char out[HOST_DATE_SIZE]) {
  struct tm tm;
  time_t t = at_s;
  if (!gmtime_r(&t, &tm)) tm = (struct tm){ .tm_mday = 1, .tm_year = 70 };
  char rest[HOST_DATE_SIZE];
  strftime(rest, sizeof rest, "%Y %H:%M:%S GMT", &tm);
  snprintf(out, HOST_DATE_SIZE, "%.3s, %02u %.3s %.18s", days[tm.tm_wday],
           (unsigned)tm.tm_mday % 100, months[tm.tm_mon], rest);
}

bool host_date_http_read(const char *text, int64_t *at_s) {
  struct tm tm = { 0 };
  char month[4], zone[4];
  int end = 0;
  if (sscanf(text, "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d %3[A-Z]%n", &tm.tm_mday, month,
             &tm.tm_year, &tm.tm_hour, &tm.tm_min, &tm.tm_sec, zone, &end) != 7 ||
      text[end] != '\0' || strcmp(zone, "GMT") != 0)
    return false;
  for (tm.tm_mon = 0; tm.tm_mon < 12 && strcmp(months[tm.tm_mon], month) != 0;)
    tm.tm_mon++;
  if (tm.tm_mon == 12) return false;
  tm.tm_year -= 1900;
  *at_s = timegm(&tm);
  return true;
}

/* --- as people give it ------------------------------------------------------------------------ */

static bool read_after(const char *text, int64_t now_s, int64_t *at_s) {
  char *unit;
  long n = strtol(text, &unit, 10);
  if (unit == text || n < 0 || n > 100000000 || !unit[0] || unit[1]) return false;
  const char *units = "smhdy";
  static const int64_t seconds[] = { 1, 60, 3600, 86400, 31536000 };
  const char *which = strchr(units, *unit);
  if (!which) return false;
  *at_s = now_s + n * seconds[which - units];
  return true;
}

static bool read_zone(const char *text, int64_t *offset_s) {
  *offset_s = HOST_SHANGHAI_S;
  if (*text == '\0') return true;
  if (strcmp(text, "Z") == 0) {
    *offset_s = 0;
    return true;
  }
  int hours, minutes, end = 0;
  char sign;
  if (sscanf(text, "%c%2d:%2d%n", &sign, &hours, &minutes, &end) != 3 || text[end] != '\0')
    return false;
  if ((sign != '+' && sign != '-') || hours > 14 || minutes > 59) return false;
  *offset_s = (sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
  return true;
}

/* Days and hours past their range would silently become another date. */
static bool in_range(const struct tm *given, int64_t at_s) {
  struct tm tm;
  time_t t = at_s;
  return gmtime_r(&t, &tm) && tm.tm_year == given->tm_year && tm.tm_mon == given->tm_mon &&
         tm.tm_mday == given->tm_mday && tm.tm_hour == given->tm_hour &&
         tm.tm_min == given->tm_min && tm.tm_sec == given->tm_sec;
}

bool host_date_read(const char *text, int64_t now_s, int64_t *at_s) {
  if (*text == '+') return read_after(text + 1, now_s, at_s);
  char *end;
  long long seconds = strtoll(text, &end, 10);
  if (*text && !*end && seconds >= 0) {
    *at_s = seconds;
    return true;
  }
  struct tm tm = { 0 };
  const char *rest = strptime(text, "%Y-%m-%d", &tm);
  if (!rest) return false;
  if (*rest == 'T' || *rest == ' ') {
    const char *minutes = strptime(rest + 1, "%H:%M", &tm);
    rest = minutes && *minutes == ':' ? strptime(minutes + 1, "%S", &tm) : minutes;
    if (!rest) return false;
  }
  int64_t offset_s;
  struct tm given = tm;
  if (!read_zone(rest, &offset_s)) return false;
  int64_t local_s = timegm(&tm);
  *at_s = local_s - offset_s;
  return in_range(&given, local_s) && *at_s >= 0;
}
