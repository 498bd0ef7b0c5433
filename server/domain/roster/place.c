/* SPDX-License-Identifier: Apache-2.0 */
#include "place.h"

#include "wide.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* --- one form --------------------------------------------------------------------------------- */

static size_t word_size(const char *text) {
  static const char *const words[] = { "号楼", "单元", "栋", "幢", "座", "楼",
                                       "号",   "室",   "房", "#",  "＃" };
  if ((unsigned char)*text < 0x80 && *text != '#') return 0;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (strncmp(text, words[i], strlen(words[i])) == 0) return strlen(words[i]);
  return 0;
}

/* The next byte, folded; a full-width character is its ASCII one. */
static char next_byte(const char **text) {
  const char byte = **text;
  const int c = wide_next(text);
  return c ? (char)toupper(c) : byte;
}

void place_key(const char *text, char out[PLACE_KEY_SIZE]) {
  size_t n = 0;
  bool gap = false;
  while (*text && n + 2 < PLACE_KEY_SIZE) {
    size_t skip = word_size(text);
    char c = skip ? ' ' : next_byte(&text);
    text += skip;
    if (skip || c == ' ' || c == '-') {
      gap = true;
      continue;
    }
    if (gap && n) out[n++] = '-';
    gap = false;
    out[n++] = c;
  }
  out[n] = '\0';
}

static const char *behind(const char *text, const char *word) {
  const char *at = strstr(text, word);
  return at ? at + strlen(word) : text;
}

void place_split(const char *address, char unit[PLACE_KEY_SIZE], char room[PLACE_KEY_SIZE]) {
  place_key(behind(behind(address, "社区"), "小区"), unit);
  char *last = strrchr(unit, '-');
  snprintf(room, PLACE_KEY_SIZE, "%s", last ? last + 1 : unit);
  *(last ? last : unit) = '\0';
}

/* --- dates ------------------------------------------------------------------------------------ */

static bool is_month_and_day(int month, int day) {
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

static int find_month(const char *name) {
  static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  for (int i = 0; i < 12; i++)
    if (strcasecmp(name, months[i]) == 0) return i + 1;
  return 0;
}

/* Excel counts days from 1899-12-30; these are of 2009 to 2064. */
static bool read_serial(const char *text, int *month, int *day) {
  if (strlen(text) != 5 || strspn(text, "0123456789") != 5) return false;
  long serial = strtol(text, NULL, 10);
  time_t at = (time_t)(serial - 25569) * 86400;
  struct tm tm;
  if (serial < 40000 || serial > 60000 || !gmtime_r(&at, &tm)) return false;
  *month = tm.tm_mon + 1;
  *day = tm.tm_mday;
  return true;
}

static bool read_words(const char *text, int *month, int *day) {
  char name[4];
  int year, end = 0;
  if (sscanf(text, "%2d月%2d日%n", month, day, &end) == 2 && end && !text[end]) return true;
  end = 0;
  if (sscanf(text, "%4d%*1[-/]%2d%*1[-/]%2d%n", &year, month, day, &end) == 3 && end &&
      !text[end] && year >= 1900)
    return true;
  end = 0;
  if (sscanf(text, "%3[A-Za-z]-%2d%n", name, day, &end) == 2 && end && !text[end])
    return (*month = find_month(name)) != 0;
  end = 0;
  if (sscanf(text, "%2d-%3[A-Za-z]%n", day, name, &end) == 2 && end && !text[end])
    return (*month = find_month(name)) != 0;
  return false;
}

bool place_looks_like_date(const char *text, char probable[8]) {
  int month, day;
  if (strlen(text) < strlen("2-Jan")) return false; /* no date is shorter, most buildings are */
  if (!read_words(text, &month, &day) && !read_serial(text, &month, &day)) return false;
  if (!is_month_and_day(month, day)) return false;
  snprintf(probable, 8, "%u-%u", (unsigned)month % 100u, (unsigned)day % 100u);
  return true;
}
