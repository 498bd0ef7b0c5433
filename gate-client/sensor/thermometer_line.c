/* SPDX-License-Identifier: Apache-2.0 */
/* The temperature of a person in a sensor's line. Sensors write what they like; whatever is not
 * plainly one person's temperature is none. */
#include "thermometer.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define LOWEST_CENTI 3400
#define HIGHEST_CENTI 4300
#define NUMBERS_MAX 16

enum whose { NOBODY_SAYS, A_PERSONS, THE_ROOMS };

struct number {
  long centi; /* degrees Celsius */
  enum whose whose;
  bool whole;  /* without decimals */
  bool broken; /* cut off, or no number that people write */
};

struct numbers {
  struct number at[NUMBERS_MAX];
  size_t n;
};

/* --- names ------------------------------------------------------------------------------------ */

/* Chinese ones in UTF-8 and in GB18030, which sensors made for the country write. */
static const struct {
  const char *name;
  enum whose whose;
} names[] = {
  { "TO", A_PERSONS },
  { "OBJECT", A_PERSONS },
  { "OBJ", A_PERSONS },
  { "TOBJ", A_PERSONS },
  { "BODY", A_PERSONS },
  { "FOREHEAD", A_PERSONS },
  { "体温", A_PERSONS },
  { "\xcc\xe5\xce\xc2", A_PERSONS },
  { "额温", A_PERSONS },
  { "\xb6\xee\xce\xc2", A_PERSONS },
  { "TA", THE_ROOMS },
  { "AMBIENT", THE_ROOMS },
  { "AMB", THE_ROOMS },
  { "TAMB", THE_ROOMS },
  { "ROOM", THE_ROOMS },
  { "环境", THE_ROOMS },
  { "\xbb\xb7\xbe\xb3", THE_ROOMS },
  { "室温", THE_ROOMS },
  { "\xca\xd2\xce\xc2", THE_ROOMS },
};

/* Latin names are whole words; Chinese writes none. */
static bool name_stands_at(const char *p, const char *begin, const char *end, const char *name) {
  const size_t n = strlen(name);
  if ((size_t)(end - p) < n || strncasecmp(p, name, n) != 0) return false;
  if (!isalpha((unsigned char)name[0])) return true;
  return (p == begin || !isalpha((unsigned char)p[-1])) &&
         (p + n == end || !isalpha((unsigned char)p[n]));
}

/* The last name between two numbers counts. */
static enum whose find_name(const char *begin, const char *end) {
  enum whose whose = NOBODY_SAYS;
  for (const char *p = begin; p < end; p++)
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
      if (name_stands_at(p, begin, end, names[i].name)) whose = names[i].whose;
  return whose;
}

/* --- numbers ---------------------------------------------------------------------------------- */

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static bool is_mark(char c) {
  return c == '.' || c == ',';
}

/* The decimals behind a point or a comma, as hundredths, rounded; *p moves behind them. */
static long read_decimals(const char **p) {
  long part = 0;
  int n = 0;
  for (; is_digit(**p); (*p)++, n++) {
    if (n < 2) part = part * 10 + (**p - '0');
    if (n == 2 && **p >= '5') part++;
  }
  return n == 1 ? part * 10 : part;
}

/* Behind its number: "F", "°F", "*F", " F", "℉". */
static bool is_fahrenheit(const char *p) {
  while (*p == ' ' || *p == '*' || *p == '\'' || *p == '\xc2' || *p == '\xb0' || *p == '\xba')
    p++;
  if (strncmp(p, "\xe2\x84\x89", 3) == 0) return true;
  return (*p == 'F' || *p == 'f') && !isalnum((unsigned char)p[1]);
}

/* 20:31:05, 2026-11-27, 27/11: digits that such a mark ties to others. */
static bool is_tied(const char *begin, const char *from, const char *to) {
  static const char marks[] = ":-/";
  if (*to && strchr(marks, *to) && is_digit(to[1])) return true;
  return from > begin + 1 && strchr(marks, from[-1]) && is_digit(from[-2]);
}

/* "T1=": a digit of a name, no value. */
static bool is_part_of_name(const char *line, const char *from, const char *to) {
  if (from == line || !isalpha((unsigned char)from[-1])) return false;
  while (*to == ' ')
    to++;
  return *to == '=' || *to == ':';
}

/* At a digit, or at a mark with a digit behind it. Returns where the number ends. */
static const char *read_number(const char *line, const char *from, struct number *out) {
  const char *p = from;
  long whole = 0;
  *out = (struct number){ .broken = !is_digit(*from) || (from > line && from[-1] == '-') };
  for (; is_digit(*p); p++)
    if (whole < 100000) whole = whole * 10 + (*p - '0');
  long part = 0;
  out->whole = !is_mark(*p);
  if (is_mark(*p) && is_digit(p[1])) {
    p++;
    part = read_decimals(&p);
    out->broken |= *p == '.' && is_digit(p[1]);
  } else if (is_mark(*p)) {
    out->broken = out->whole = true;
  }
  out->centi = whole * 100 + part;
  if (is_fahrenheit(p)) out->centi = ((out->centi - 3200) * 10 + 9) / 18;
  return p;
}

static bool starts_number(const char *line, const char *p) {
  if (is_digit(*p)) return true;
  /* A comma behind a word parts it from the number; behind a blank it lost its number. */
  if (!is_mark(*p) || !is_digit(p[1])) return false;
  return *p == '.' || (p > line && p[-1] == ' ');
}

static bool find_numbers(const char *line, struct numbers *out) {
  const char *gap = line, *end;
  out->n = 0;
  for (const char *p = line; *p; p = end) {
    end = p + 1;
    if (!starts_number(line, p)) continue;
    struct number number;
    end = read_number(line, p, &number);
    if (is_tied(line, p, end) || is_part_of_name(line, p, end)) continue;
    if (out->n == NUMBERS_MAX) return false;
    number.whose = find_name(gap, p);
    out->at[out->n++] = number;
    gap = end;
  }
  return true;
}

/* --- the one ---------------------------------------------------------------------------------- */

static bool is_plausible(const struct number *number) {
  return number->centi >= LOWEST_CENTI && number->centi <= HIGHEST_CENTI;
}

/* Where one is called a person's, only such count. */
static bool may_count(const struct numbers *numbers, size_t i) {
  const enum whose whose = numbers->at[i].whose;
  for (size_t j = 0; j < numbers->n; j++)
    if (numbers->at[j].whose == A_PERSONS) return whose == A_PERSONS;
  return whose != THE_ROOMS;
}

bool gate_thermometer_parse(const char *line, int32_t *centi_celsius) {
  struct numbers numbers;
  const struct number *found = NULL;
  if (!find_numbers(line, &numbers)) return false;
  for (size_t i = 0; i < numbers.n; i++) {
    if (!may_count(&numbers, i) || !is_plausible(&numbers.at[i])) continue;
    if (found) return false;
    found = &numbers.at[i];
  }
  /* "37 .9" and "37 , 9" are no 37: without decimals a number counts only where it is alone. */
  if (!found || found->broken || (found->whole && numbers.n > 1)) return false;
  *centi_celsius = (int32_t)found->centi;
  return true;
}
