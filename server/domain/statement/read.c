/* SPDX-License-Identifier: Apache-2.0 */
#include "read.h"

#include "domain/resident/fold.h"
#include "domain/roster/id_document.h"
#include "host/text/people_time.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define AHEAD_S 300 /* nothing observed further ahead than this is taken */
#define DAY_S 86400
#define ID_LONGEST 60 /* so that what we name by it has room */

/* --- words ------------------------------------------------------------------------------------ */

struct word {
  const char *zh, *en;
};

static int find(const struct word *words, int count, const char *given) {
  for (int i = 0; i < count; i++)
    if (strcmp(given, words[i].zh) == 0 || strcasecmp(given, words[i].en) == 0) return i;
  return -1;
}

static const struct {
  struct word word;
  enum statement_act act;
} acts[] = {
  { { "登记", "set" }, STATEMENT_SET },
  { { "解除", "release" }, STATEMENT_RELEASE },
  { { "撤回", "retract" }, STATEMENT_RETRACT },
};

static const struct word methods[] = {
  [METHOD_UNSAID] = { "未说明", "unsaid" },
  [METHOD_SINGLE] = { "单采", "single" },
  [METHOD_MIXED] = { "混采", "mixed" },
  [METHOD_ANTIGEN] = { "抗原", "antigen" },
};

static const char *word_of(const struct statement_words *words, enum feed_member member) {
  return words->of[member] ? words->of[member] : "";
}

static bool wrong(struct host_problem *problem, const char *zh, const char *en) {
  host_problem_say(problem, TX_BAD_ARGUMENT, zh, en);
  return false;
}

/* --- what it says ----------------------------------------------------------------------------- */

static bool read_act(const char *word, struct statement_row *out, struct host_problem *problem) {
  if (!*word) return true;
  for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
    if (find(&acts[i].word, 1, word) == 0) return out->act = acts[i].act, true;
  return wrong(problem, "应为登记、解除或撤回", "should be set, release or retract");
}

static bool read_field(const char *word, struct statement_row *out, struct host_problem *problem) {
  if (out->act == STATEMENT_RETRACT && !*word) return true;
  out->field = statement_field_find(word);
  return out->field >= 0 || wrong(problem, "应为健康码、行程、核酸、状态或采样",
                                  "should be health, travel, test, state or swab");
}

static bool wrong_value(struct host_problem *problem, enum statement_field field) {
  char list[200], zh[300], en[300];
  statement_values_list(field, false, list, sizeof list);
  snprintf(zh, sizeof zh, "不是这个项目的结果，应为：%s", list);
  statement_values_list(field, true, list, sizeof list);
  snprintf(en, sizeof en, "is no value of that field; it takes %s", list);
  return wrong(problem, zh, en);
}

/* "unknown" and "active" are what a person is whom nothing is said of: they release. */
static bool read_value(const char *word, struct statement_row *out, struct host_problem *problem) {
  enum statement_field field = (enum statement_field)out->field;
  if (out->act != STATEMENT_SET) return true;
  out->value = statement_value_find(field, word);
  if (out->value < 0) return wrong_value(problem, field);
  if (out->value > 0 && (field != STATEMENT_STATE || out->value != TX_STATE_ACTIVE)) return true;
  out->act = STATEMENT_RELEASE;
  out->value = 0;
  return true;
}

static bool read_method(const char *word, struct statement_row *out, struct host_problem *problem) {
  if (!*word) return true;
  int method = find(methods, sizeof methods / sizeof *methods, word);
  if (method < 0)
    return wrong(problem, "应为单采、混采或抗原", "should be single, mixed or antigen");
  if (method && out->field != STATEMENT_TEST)
    return wrong(problem, "只用于核酸", "is said of a test alone");
  out->method = (enum statement_method)method;
  return true;
}

/* Numbers of other people's registers: visible ASCII. */
static bool read_id(const char *word, char out[STATEMENT_ID_SIZE], struct host_problem *problem) {
  size_t n = strlen(word);
  for (const char *p = word; *p; p++)
    if (*p <= ' ' || *p > '~') n = STATEMENT_ID_SIZE;
  if (n > ID_LONGEST || *word == '~')
    return wrong(problem, "应为1至60个可见的ASCII字符，且不以“~”开头",
                 "should be 1 to 60 visible characters of ASCII, the first of them no \"~\"");
  memcpy(out, word, n + 1);
  return true;
}

static bool read_retracted(const char *word, struct statement_row *out,
                           struct host_problem *problem) {
  if (out->act != STATEMENT_RETRACT)
    return !*word || wrong(problem, "只用于撤回", "is said where something is retracted");
  if (!*word)
    return wrong(problem, "应写明撤回的是哪个编号", "should name the id that is retracted");
  return read_id(word, out->retracts, problem);
}

static bool read_ground(const char *word, struct statement_row *out, struct host_problem *problem) {
  int ground = ground_find(word);
  enum restraint restraint = statement_restraint(out);
  if (!*word) return true;
  if (ground < 0)
    return wrong(problem, "不在依据清单中（A1 至 A9）",
                 "is none of the list of grounds (A1 to A9)");
  out->ground = ground + 1;
  return !restraint || grounds[ground].allows & 1u << restraint ||
         wrong(problem, "不能用于这个结果", "does not allow this value");
}

/* --- when ------------------------------------------------------------------------------------- */

static bool read_begin(const char *word, int64_t now_s, struct statement_row *out,
                       struct host_problem *problem) {
  if (out->act == STATEMENT_RETRACT && !*word) return true;
  if (!host_people_time_read(word, now_s, HOST_TIME_BEGINS, &out->observed_at))
    return wrong(problem, "不是2020年以后的时间，应写作 2022-01-31 16:00 或 20220131",
                 "is no time from 2020 on: write 2022-01-31 16:00 (China's time) or 20220131");
  return out->observed_at <= now_s + AHEAD_S || wrong(problem, "晚于现在", "is later than now");
}

static bool read_reported(const char *word, int64_t now_s, struct statement_row *out,
                          struct host_problem *problem) {
  if (!*word) return true;
  if (!host_people_time_read(word, now_s, HOST_TIME_BEGINS, &out->reported_at))
    return wrong(problem, "不是2020年以后的时间，应写作 2022-01-31 16:00",
                 "is no time from 2020 on: write 2022-01-31 16:00 (China's time)");
  return out->reported_at <= now_s + AHEAD_S || wrong(problem, "晚于现在", "is later than now");
}

static bool check_longest(const struct statement_row *row, struct host_problem *problem) {
  int days = row->ground ? grounds[row->ground - 1].days : 0;
  return !days || !row->valid_until || !statement_restraint(row) ||
         row->valid_until <= row->observed_at + days * (int64_t)DAY_S ||
         wrong(problem, "超过依据允许的最长期限", "is later than the ground allows");
}

static bool read_end(const char *word, int64_t now_s, struct statement_row *out,
                     struct host_problem *problem) {
  if (out->act != STATEMENT_SET)
    return !*word || wrong(problem, "只用于登记", "is said where something is set");
  if (*word && !host_people_time_read(word, now_s, HOST_TIME_ENDS, &out->valid_until))
    return wrong(problem,
                 "不是2020年以后的时间，应写作 2022-01-31（到当天结束）或 2022-01-31 16:00",
                 "is no time from 2020 on: write 2022-01-31 (to the end of that day) or "
                 "2022-01-31 16:00");
  if (*word && out->valid_until <= out->observed_at)
    return wrong(problem, "不晚于开始的时间，请核对年份",
                 "is not after the beginning; check the year");
  return check_longest(out, problem);
}

/* --- all of it -------------------------------------------------------------------------------- */

enum restraint statement_restraint(const struct statement_row *statement) {
  static const struct {
    enum statement_field field;
    int value;
    enum restraint restraint;
  } restraints[] = {
    { STATEMENT_HEALTH, TX_HEALTH_YELLOW, RESTRAINT_YELLOW },
    { STATEMENT_HEALTH, TX_HEALTH_RED, RESTRAINT_RED },
    { STATEMENT_STATE, TX_STATE_MONITORING, RESTRAINT_MONITORING },
    { STATEMENT_STATE, TX_STATE_HOME_ISOLATION, RESTRAINT_HOME },
    { STATEMENT_STATE, TX_STATE_AWAY, RESTRAINT_AWAY },
    { STATEMENT_TEST, TX_TEST_MIXED_POSITIVE, RESTRAINT_MIXED },
    { STATEMENT_TEST, TX_TEST_POSITIVE, RESTRAINT_POSITIVE },
  };
  for (size_t i = 0; i < sizeof restraints / sizeof *restraints; i++)
    if (statement->act == STATEMENT_SET && (int)restraints[i].field == statement->field &&
        restraints[i].value == statement->value)
      return restraints[i].restraint;
  return RESTRAINT_NONE;
}

static bool read_source(const char *word, struct statement_row *out, struct host_problem *problem) {
  if (!*word || strlen(word) >= sizeof out->source)
    return wrong(problem, "应有1至64个字节", "should have 1 to 64 bytes");
  memcpy(out->source, word, strlen(word) + 1);
  return true;
}

static bool read_number_of(const char *word, struct statement_row *out,
                           struct host_problem *problem) {
  return !*word || read_id(word, out->id, problem);
}

/* Whoever gives no id says the same thing once. */
void statement_name(struct statement_row *row) {
  if (*row->id) return;
  if (row->act == STATEMENT_RETRACT)
    snprintf(row->id, sizeof row->id, "~-%.60s", row->retracts);
  else
    snprintf(row->id, sizeof row->id, "~%d.%d.%d.%d.%lld.%lld", row->field, (int)row->act,
             row->value, (int)row->method, (long long)row->observed_at,
             (long long)row->valid_until);
}

/* A positive that counts as a mixed one ends as that does. */
static int ends_as(const struct statement_row *row) {
  const bool mixed = row->field == STATEMENT_TEST && fold_worth(row) == TX_TEST_MIXED_POSITIVE;
  return mixed ? TX_TEST_MIXED_POSITIVE : row->value;
}

bool statement_read(const struct statement_words *words, int64_t now_s, struct statement_row *out,
                    enum feed_member *member, struct host_problem *problem) {
  static const struct {
    enum feed_member member;
    bool (*read)(const char *word, struct statement_row *out, struct host_problem *problem);
    bool (*read_time)(const char *word, int64_t now_s, struct statement_row *out,
                      struct host_problem *problem);
  } steps[] = {
    { FEED_ACT, read_act, NULL },           { FEED_FIELD, read_field, NULL },
    { FEED_VALUE, read_value, NULL },       { FEED_METHOD, read_method, NULL },
    { FEED_SOURCE, read_source, NULL },     { FEED_NUMBER, read_number_of, NULL },
    { FEED_OF, read_retracted, NULL },      { FEED_AT, NULL, read_begin },
    { FEED_REPORTED, NULL, read_reported }, { FEED_GROUND, read_ground, NULL },
    { FEED_UNTIL, NULL, read_end },
  };
  *out = (struct statement_row){ .act = STATEMENT_SET };
  for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
    const char *word = word_of(words, steps[i].member);
    *member = steps[i].member;
    if (!(steps[i].read ? steps[i].read(word, out, problem)
                        : steps[i].read_time(word, now_s, out, problem)))
      return false;
  }
  if (!words->ground_ends && out->act == STATEMENT_SET && !out->valid_until &&
      fold_needs_end((enum statement_field)out->field, out->value))
    return wrong(problem, "须写明：黄码、红码和隔离都有期限",
                 "is needed: yellow, red and isolation have an end");
  statement_name(out);
  if (out->act == STATEMENT_SET && !out->valid_until)
    out->valid_until =
        fold_default_end((enum statement_field)out->field, ends_as(out), out->observed_at);
  return true;
}

/* What spreadsheets put around a number: invisible characters, ="…" and a .0 at its end. */
bool statement_read_number(const char *text, char *number) {
  static const char *const around[] = {
    "\xc2\xa0", "\xe3\x80\x80", "\xe2\x80\x8b", "\xe2\x80\x8e", "\xe2\x80\x8f", "\xef\xbb\xbf", "=",
    "\""
  };
  char bare[4 * ID_NUMBER_MAX + 1];
  size_t n = 0, i;
  while (*text && n + 1 < sizeof bare) {
    for (i = 0; i < sizeof around / sizeof *around; i++)
      if (strncmp(text, around[i], strlen(around[i])) == 0) break;
    if (i < sizeof around / sizeof *around)
      text += strlen(around[i]);
    else
      bare[n++] = *text++;
  }
  bare[n] = '\0';
  if (n > 2 && strcmp(bare + n - 2, ".0") == 0) bare[n - 2] = '\0';
  return !*text && !strpbrk(bare, ".+") && id_document_normalise(bare, number);
}
