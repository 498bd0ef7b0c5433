/* SPDX-License-Identifier: Apache-2.0 */
#include "chinese.h"

#include "format/pass.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>

#define LIST_MAX 512

/* --- single words ----------------------------------------------------------------------------- */

const char *chinese_topic(const char *word) {
  for (int topic = 0; topic < TX_TOPIC_COUNT; topic++)
    if (strcmp(tx_topic_zh((enum tx_topic)topic), word) == 0)
      return tx_topic_word((enum tx_topic)topic);
  return tx_topic_find(word) < 0 ? NULL : word;
}

const char *chinese_on_fail(const char *word) {
  for (int fail = TX_FAIL_WARN; fail <= TX_FAIL_DENY; fail++)
    if (strcmp(text_severity(fail, "zh"), word) == 0) return tx_on_fail_word((enum tx_on_fail)fail);
  return tx_on_fail_find(word) < 0 ? NULL : word;
}

const char *chinese_direction(const char *word) {
  static const char *const zh[TX_DIRECTION_COUNT][2] = {
    [TX_IN] = { "进门", "进" }, [TX_OUT] = { "出门", "出" }, [TX_NEITHER] = { "采样", "采样" }
  };
  for (int i = 0; i < TX_DIRECTION_COUNT; i++)
    if (strcmp(zh[i][0], word) == 0 || strcmp(zh[i][1], word) == 0)
      return tx_direction_word((enum tx_direction)i);
  return tx_direction_find(word) < 0 ? NULL : word;
}

const char *chinese_kind(const char *word) {
  for (int i = 0; i < TX_GATE_KIND_COUNT; i++) {
    const char *kind = tx_gate_kind_word((enum tx_gate_kind)i);
    if (strcmp(text_word("gate.kind", kind, "zh"), word) == 0) return kind;
  }
  return tx_gate_kind_find(word) < 0 ? NULL : word;
}

const char *chinese_role(const char *word) {
  int role = tx_role_find(tx_span_text(word));
  return role < 0 ? NULL : tx_role_word((unsigned)role);
}

/* --- lists ------------------------------------------------------------------------------------ */

static const char *const joints[] = { "、", "，", "或", "和", "及", ",", " ", "　" };

/* How many bytes of what joins words begin here; 0: none. */
static size_t joint_at(const char *text) {
  for (size_t i = 0; i < sizeof joints / sizeof *joints; i++)
    if (strncmp(text, joints[i], strlen(joints[i])) == 0) return strlen(joints[i]);
  return 0;
}

char *chinese_list(char *text, char **rest) {
  char *word = text ? text : *rest;
  for (size_t n; (n = joint_at(word)) > 0;)
    word += n;
  char *end = word;
  while (*end && !joint_at(end))
    end++;
  *rest = end;
  if (end == word) return NULL;
  size_t n = joint_at(end);
  *end = '\0';
  *rest = end + n;
  return word;
}

/* --- limits ----------------------------------------------------------------------------------- */

static bool has_chinese(const char *text) {
  while (*text && (unsigned char)*text < 0x80)
    text++;
  return *text != '\0';
}

/* Numbers of a text: digits, and a point between them. */
static size_t find_numbers(const char *text, const char *starts[], size_t cap) {
  size_t count = 0;
  for (const char *p = text; *p; p++) {
    bool digit = *p >= '0' && *p <= '9';
    bool goes_on = p > text && ((p[-1] >= '0' && p[-1] <= '9') || p[-1] == '.');
    if (digit && !goes_on && count++ < cap) starts[count - 1] = p;
  }
  return count;
}

/* The one number of a text, and what stands behind it. */
static const char *only_number(const char *text, char *number, size_t cap) {
  const char *start[1] = { NULL };
  if (find_numbers(text, start, 1) != 1) return NULL;
  size_t n = strspn(start[0], "0123456789.");
  if (n >= cap) return NULL;
  memcpy(number, start[0], n);
  number[n] = '\0';
  return start[0] + n;
}

static bool begins(const char *text, const char *with) {
  return strncmp(text, with, strlen(with)) == 0;
}

static bool read_hours(const char *limit, char *out, size_t cap) {
  char number[16];
  const char *unit = only_number(limit, number, sizeof number);
  if (!unit || (!begins(unit, "小时") && !begins(unit, "天") && !begins(unit, "日"))) return false;
  return (size_t)snprintf(out, cap, "%s%c", number, begins(unit, "小时") ? 'h' : 'd') < cap;
}

static bool read_number(const char *limit, const char *const units[2], char *out, size_t cap) {
  const char *unit = only_number(limit, out, cap);
  return unit && (begins(unit, units[0]) || begins(unit, units[1]));
}

/* "06:00", "6时", "6点30分", behind which *end points. */
static bool read_clock(const char *text, const char **end, char out[8]) {
  static const char *const marks[] = { ":", "：", "时", "点" };
  char *rest;
  long hour = strtol(text, &rest, 10), minute = 0;
  size_t i = 0;
  while (i < 4 && !begins(rest, marks[i]))
    i++;
  if (i == 4 || hour > 24) return false;
  const char *p = rest + strlen(marks[i]);
  if (*p >= '0' && *p <= '9') {
    minute = strtol(p, &rest, 10);
    p = begins(rest, "分") ? rest + strlen("分") : rest;
  }
  *end = p;
  return minute < 60 && snprintf(out, 8, "%02ld:%02ld", hour, minute) < 8;
}

static bool read_clocks(const char *limit, char *out, size_t cap) {
  char from[8], to[8];
  const char *end = limit + strcspn(limit, "0123456789");
  if (!*end || !read_clock(end, &end, from)) return false;
  end += strcspn(end, "0123456789");
  if (!*end || !read_clock(end, &end, to) || end[strcspn(end, "0123456789")]) return false;
  return (size_t)snprintf(out, cap, "%s-%s", from, to) < cap;
}

static const char *word_of(const struct limit_template *form, const char *word) {
  if (!form->words) return word;
  for (size_t i = 0; form->words[i]; i++) {
    const char *zh = text_word(form->path, form->words[i], "zh");
    if (strcmp(zh, word) == 0 || strcmp(form->words[i], word) == 0) return form->words[i];
  }
  return NULL;
}

/* Where the list of words begins. */
static const char *find_words(const char *limit, bool *negated) {
  static const struct {
    const char *text;
    bool negated;
  } forms[] = { { "不得为", true }, { "不能为", true }, { "不能是", true },
                { "不是", true },   { "须为", false },  { "应为", false },
                { "只限", false },  { "仅限", false },  { "只能是", false } };
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
    const char *found = strstr(limit, forms[i].text);
    if (!found) continue;
    *negated = forms[i].negated;
    return found + strlen(forms[i].text);
  }
  return NULL;
}

static bool read_words(const struct limit_template *form, const char *limit, char *out,
                       size_t cap) {
  bool negated = false;
  char list[LIST_MAX], *rest = NULL;
  const char *from = find_words(limit, &negated);
  if (!from || strlen(from) >= sizeof list) return false;
  memcpy(list, from, strlen(from) + 1);
  size_t n = (size_t)snprintf(out, cap, "%s", negated ? "not" : "only"), first = n;
  for (char *word = chinese_list(list, &rest); word && n < cap; word = chinese_list(NULL, &rest)) {
    const char *known = word_of(form, word);
    if (!known) return false;
    n += (size_t)snprintf(out + n, cap - n, "%s %s", n > first ? "," : "", known);
  }
  return n > first && n < cap;
}

static bool read_shown(const char *limit, char *out, size_t cap) {
  bool attended = strstr(limit, "无人值守") != NULL;
  return strstr(limit, "实时码") &&
         (size_t)snprintf(out, cap, attended ? "live or attended" : "live") < cap;
}

bool chinese_limit(const struct limit_template *form, const char *limit, char *out, size_t cap) {
  static const char *const degrees[] = { "℃", "度" }, *const times[] = { "次", "回" };
  if (!has_chinese(limit)) return (size_t)snprintf(out, cap, "%s", limit) < cap;
  if (strcmp(limit, "不能直接通行") == 0 || strcmp(limit, "禁止") == 0)
    return (size_t)snprintf(out, cap, "none") < cap;
  switch (form->form) {
  case LIMIT_WORDS:
    return begins(limit, "only ") || begins(limit, "not ")
               ? (size_t)snprintf(out, cap, "%s", limit) < cap
               : read_words(form, limit, out, cap);
  case LIMIT_HOURS:
    return read_hours(limit, out, cap);
  case LIMIT_CELSIUS:
    return read_number(limit, degrees, out, cap);
  case LIMIT_COUNT:
    return read_number(limit, times, out, cap);
  case LIMIT_CLOCK:
    return read_clocks(limit, out, cap);
  case LIMIT_SHOWN:
    return read_shown(limit, out, cap);
  }
  return false;
}
