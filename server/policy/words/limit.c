/* SPDX-License-Identifier: Apache-2.0 */
#include "limit.h"

#include "text.h"

#include <stdio.h>
#include <stdlib.h>

#define WORDS_MAX 32

static const char *const healths[] = { "unknown", "green", "yellow", "red", NULL };
static const char *const travels[] = { "unknown", "none", "starred", "risk", NULL };
static const char *const states[] = { "active", "monitoring", "home_isolation", "away", NULL };
static const char *const zones[] = { "lockdown", "control", "prevention", "high",
                                     "medium",   "low",     NULL };
static const char *const kinds[] = { "pedestrian", "vehicle", "building", "sampling", NULL };
static const char *const wheres[] = { "own", "above", "below", "elsewhere", NULL };
static const char *const digits[] = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", NULL };

static const struct limit_template templates[] = {
  { TX_TOPIC_HEALTH, LIMIT_WORDS, "record.health", NULL, healths, NULL, NULL, TX_FAIL_REVIEW },
  { TX_TOPIC_TRAVEL, LIMIT_WORDS, "record.travel", NULL, travels, NULL, NULL, TX_FAIL_REVIEW },
  { TX_TOPIC_TEST, LIMIT_HOURS, "record.sampled_age_s", "pass.exempt.swab", NULL, NULL, "in",
    TX_FAIL_WARN },
  { TX_TOPIC_STATE, LIMIT_WORDS, "record.state", NULL, states, NULL, "out", TX_FAIL_DENY },
  { TX_TOPIC_TEMPERATURE, LIMIT_CELSIUS, "reading.centi_celsius", "pass.exempt.temperature", NULL,
    NULL, "in", TX_FAIL_REVIEW },
  { TX_TOPIC_HOUSEHOLD, LIMIT_COUNT, "history.household_exits", "pass.exempt.household", NULL,
    "resident", "out", TX_FAIL_DENY },
  { TX_TOPIC_CURFEW, LIMIT_CLOCK, "clock.minute_of_day", NULL, NULL, NULL, "out", TX_FAIL_DENY },
  { TX_TOPIC_UNIT, LIMIT_WORDS, "pass.unit", NULL, NULL, NULL, "out", TX_FAIL_DENY },
  { TX_TOPIC_ZONE, LIMIT_WORDS, "pass.zone", NULL, zones, NULL, "out", TX_FAIL_DENY },
  { TX_TOPIC_VISITOR, LIMIT_WORDS, "pass.where", NULL, wheres, "visitor", "in", TX_FAIL_REVIEW },
  { TX_TOPIC_COURIER, LIMIT_WORDS, "gate.kind", NULL, kinds, "courier", "in", TX_FAIL_DENY },
  { TX_TOPIC_VEHICLE, LIMIT_WORDS, "vehicle.plate_last", NULL, digits, NULL, NULL, TX_FAIL_DENY },
  { TX_TOPIC_STATIC, LIMIT_SHOWN, "pass.live", NULL, NULL, NULL, NULL, TX_FAIL_REVIEW },
};

const struct limit_template *limit_template_of(enum tx_topic topic) {
  for (size_t i = 0; i < sizeof templates / sizeof *templates; i++)
    if (templates[i].topic == topic) return &templates[i];
  return NULL;
}

/* "须为 绿码、黄码，或 不得为 红码": with the words that there are. */
static void hint_words(const struct limit_template *form, const char *lang, char *out, size_t cap) {
  bool english = text_is_english(lang);
  snprintf(out, cap, "%s",
           english ? "only WORD, WORD or not WORD, WORD or none"
                   : "须为某词、某词，或不得为某词、某词");
  if (form->words) text_append(out, cap, english ? "; the words are " : "；可用的词：");
  for (size_t i = 0; form->words && form->words[i]; i++) {
    if (i) text_append(out, cap, english ? ", " : "、");
    text_append(out, cap, english ? form->words[i] : text_word(form->path, form->words[i], lang));
  }
}

void limit_hint(const struct limit_template *form, const char *lang, char *out, size_t cap) {
  static const char *const hints[][2] = {
    [LIMIT_HOURS] = { "48小时或2天", "48h or 2d" },
    [LIMIT_CELSIUS] = { "37.3℃", "37.3" },
    [LIMIT_COUNT] = { "1次", "1" },
    [LIMIT_CLOCK] = { "6时至23时或06:00-23:00", "06:00-23:00" },
    [LIMIT_SHOWN] = { "实时码，或无人值守时实时码", "live or \"live or attended\"" },
  };
  if (form->form == LIMIT_WORDS)
    hint_words(form, lang, out, cap);
  else
    snprintf(out, cap, "%s", hints[form->form][text_is_english(lang)]);
}

/* --- words ------------------------------------------------------------------------------------ */

static bool may_use(const struct limit_template *form, const char *word) {
  for (size_t i = 0; form->words && form->words[i]; i++)
    if (strcmp(form->words[i], word) == 0) return true;
  return !form->words && *word;
}

/* "red, yellow" to an array; NULL when a word is not of the template. */
static json_t *words_to_json(const struct limit_template *form, const char *list) {
  char copy[LIMIT_SIZE];
  if (strlen(list) >= sizeof copy) return NULL;
  memcpy(copy, list, strlen(list) + 1);
  json_t *words = json_array();
  char *rest = NULL;
  for (char *word = strtok_r(copy, ", ", &rest); word; word = strtok_r(NULL, ", ", &rest)) {
    if (may_use(form, word) && json_array_append_new(words, json_string(word)) == 0) continue;
    json_decref(words);
    return NULL;
  }
  if (json_array_size(words)) return words;
  json_decref(words);
  return NULL;
}

static json_t *words_to_logic(const struct limit_template *form, const char *limit) {
  bool negated = strncmp(limit, "not ", 4) == 0;
  if (!negated && strncmp(limit, "only ", 5) != 0) return NULL;
  json_t *words = words_to_json(form, limit + (negated ? 4 : 5));
  if (!words) return NULL;
  json_t *holds =
      json_array_size(words) == 1
          ? json_pack("{s:[{s:s},O]}", "===", "var", form->path, json_array_get(words, 0))
          : json_pack("{s:[{s:s},O]}", "in", "var", form->path, words);
  json_decref(words);
  return negated ? json_pack("{s:[o]}", "!", holds) : holds;
}

static bool words_from_logic(const json_t *logic, char *out, size_t cap) {
  const json_t *inner = json_array_get(json_object_get(logic, "!"), 0);
  const json_t *holds = inner ? inner : logic;
  const json_t *one = json_array_get(json_object_get(holds, "==="), 1);
  const json_t *many = json_array_get(json_object_get(holds, "in"), 1);
  size_t n = (size_t)snprintf(out, cap, "%s", inner ? "not" : "only");
  if (json_is_string(one)) n += (size_t)snprintf(out + n, cap - n, " %s", json_string_value(one));
  for (size_t i = 0; i < json_array_size(many) && n < cap; i++) {
    const char *word = json_string_value(json_array_get(many, i));
    if (!word) return false;
    n += (size_t)snprintf(out + n, cap - n, "%s %s", i ? "," : "", word);
  }
  return n < cap && n > strlen("only");
}

/* --- numbers ---------------------------------------------------------------------------------- */

static bool read_number(const char **text, json_int_t max, json_int_t *out) {
  char *end;
  if (**text < '0' || **text > '9') return false;
  *out = strtoll(*text, &end, 10);
  *text = end;
  return *out <= max;
}

static json_t *hours_to_logic(const struct limit_template *form, const char *limit) {
  json_int_t count;
  if (!read_number(&limit, 8760, &count) || (strcmp(limit, "h") != 0 && strcmp(limit, "d") != 0))
    return NULL;
  return json_pack("{s:[{s:[{s:s},s]},{s:[{s:s},I]}]}", "and", "===", "var", "record.test",
                   "negative", "<=", "var", form->path, count * (*limit == 'h' ? 3600 : 86400));
}

/* Degrees with at most two decimals. */
static json_t *celsius_to_logic(const struct limit_template *form, const char *limit) {
  json_int_t degrees;
  json_int_t part = 0;
  if (!read_number(&limit, 45, &degrees)) return NULL;
  if (*limit == '.') {
    const char *start = ++limit;
    if (!read_number(&limit, 99, &part) || limit - start > 2) return NULL;
    if (limit - start == 1) part *= 10;
  }
  if (*limit) return NULL;
  return json_pack("{s:[{s:s},I]}", "<=", "var", form->path, degrees * 100 + part);
}

static json_t *count_to_logic(const struct limit_template *form, const char *limit) {
  json_int_t count;
  if (!read_number(&limit, 1000, &count) || *limit) return NULL;
  return json_pack("{s:[{s:s},I]}", "<", "var", form->path, count);
}

static bool read_minute(const char **text, json_int_t *minute) {
  json_int_t hour;
  if (!read_number(text, 24, &hour) || *(*text)++ != ':' || !read_number(text, 59, minute))
    return false;
  *minute += hour * 60;
  return *minute <= 1440;
}

/* Up to, but not at, the second time. */
static json_t *clock_to_logic(const struct limit_template *form, const char *limit) {
  json_int_t from;
  json_int_t to;
  if (!read_minute(&limit, &from) || *limit++ != '-' || !read_minute(&limit, &to) || *limit)
    return NULL;
  if (from < to)
    return json_pack("{s:[{s:[I,{s:s}]},{s:[{s:s},I]}]}", "and", "<=", from, "var", form->path, "<",
                     "var", form->path, to);
  return json_pack("{s:[{s:[I,{s:s}]},b,{s:[{s:s},I]}]}", "if", "<=", from, "var", form->path, 1,
                   "<", "var", form->path, to);
}

static json_t *shown_to_logic(const struct limit_template *form, const char *limit) {
  if (strcmp(limit, "live") == 0) return json_pack("{s:s}", "var", form->path);
  if (strcmp(limit, "live or attended") != 0) return NULL;
  return json_pack("{s:[{s:s},b,{s:s}]}", "if", "var", "gate.attended", 1, "var", form->path);
}

/* --- both ways -------------------------------------------------------------------------------- */

static json_t *bare_logic(const struct limit_template *form, const char *limit) {
  switch (form->form) {
  case LIMIT_WORDS:
    return words_to_logic(form, limit);
  case LIMIT_HOURS:
    return hours_to_logic(form, limit);
  case LIMIT_CELSIUS:
    return celsius_to_logic(form, limit);
  case LIMIT_COUNT:
    return count_to_logic(form, limit);
  case LIMIT_CLOCK:
    return clock_to_logic(form, limit);
  case LIMIT_SHOWN:
    return shown_to_logic(form, limit);
  }
  return NULL;
}

json_t *limit_to_logic(const struct limit_template *form, const char *limit) {
  if (strcmp(limit, "none") == 0) return json_false();
  json_t *logic = bare_logic(form, limit);
  if (!logic || !form->exempt) return logic;
  return json_pack("{s:[{s:s},b,o]}", "if", "var", form->exempt, 1, logic);
}

/* The first integer of an expression, and the last: all that a limit in numbers has. */
static void find_numbers(const json_t *logic, int64_t *first, int64_t *last) {
  if (json_is_integer(logic)) {
    if (*first < 0) *first = json_integer_value(logic);
    *last = json_integer_value(logic);
  }
  for (size_t i = 0; i < json_array_size(logic); i++)
    find_numbers(json_array_get(logic, i), first, last);
  const char *name;
  json_t *operands;
  json_object_foreach((json_t *)logic, name, operands) find_numbers(operands, first, last);
}

static void guess_number(const struct limit_template *form, const json_t *logic, char *out,
                         size_t cap) {
  int64_t first = -1;
  int64_t last = -1;
  find_numbers(logic, &first, &last);
  long long a = first;
  long long b = last;
  if (form->form == LIMIT_HOURS)
    snprintf(out, cap, a % 86400 || a <= 259200 ? "%lldh" : "%lldd",
             a % 86400 || a <= 259200 ? a / 3600 : a / 86400);
  else if (form->form == LIMIT_CELSIUS && a % 10 == 0)
    snprintf(out, cap, "%lld.%lld", a / 100, a / 10 % 10);
  else if (form->form == LIMIT_CELSIUS)
    snprintf(out, cap, "%lld.%02lld", a / 100, a % 100);
  else if (form->form == LIMIT_CLOCK)
    snprintf(out, cap, "%02lld:%02lld-%02lld:%02lld", a / 60, a % 60, b / 60, b % 60);
  else
    snprintf(out, cap, "%lld", a);
}

bool limit_from_logic(const struct limit_template *form, const json_t *logic, char *out,
                      size_t cap) {
  *out = '\0';
  if (json_is_false(logic))
    snprintf(out, cap, "none");
  else if (form->form == LIMIT_WORDS) {
    if (!words_from_logic(logic, out, cap)) return false;
  } else if (form->form == LIMIT_SHOWN) {
    snprintf(out, cap, "%s", json_object_get(logic, "if") ? "live or attended" : "live");
  } else {
    guess_number(form, logic, out, cap);
  }
  json_t *made = limit_to_logic(form, out);
  bool exact = made && json_equal(made, logic);
  json_decref(made);
  return exact;
}
