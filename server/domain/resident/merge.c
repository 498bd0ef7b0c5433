/* SPDX-License-Identifier: Apache-2.0 */
#include "merge.h"

#include <stdio.h>
#include <string.h>

#define STATEMENT_WORD_SIZE 64

static const struct {
  enum statement_field field;
  const char *zh, *en;
} fields[] = {
  { STATEMENT_HEALTH, "健康码", "health" }, { STATEMENT_TRAVEL, "行程", "travel" },
  { STATEMENT_TEST, "核酸", "test" },       { STATEMENT_STATE, "状态", "state" },
  { STATEMENT_SWAB, "采样", "swab" },
};

static const struct {
  enum statement_field field;
  int value;
  const char *zh, *en;
} values[] = {
  { STATEMENT_HEALTH, TX_HEALTH_UNKNOWN, "未知", "unknown" },
  { STATEMENT_HEALTH, TX_HEALTH_GREEN, "绿码", "green" },
  { STATEMENT_HEALTH, TX_HEALTH_YELLOW, "黄码", "yellow" },
  { STATEMENT_HEALTH, TX_HEALTH_RED, "红码", "red" },
  { STATEMENT_TRAVEL, TX_TRAVEL_UNKNOWN, "未知", "unknown" },
  { STATEMENT_TRAVEL, TX_TRAVEL_NONE, "无异常", "none" },
  { STATEMENT_TRAVEL, TX_TRAVEL_STARRED, "带星号", "starred" },
  { STATEMENT_TRAVEL, TX_TRAVEL_RISK, "风险区或境外旅居史", "risk" },
  { STATEMENT_TEST, TX_TEST_NONE, "无记录", "none" },
  { STATEMENT_TEST, TX_TEST_NEGATIVE, "阴性", "negative" },
  { STATEMENT_TEST, TX_TEST_MIXED_POSITIVE, "混采阳性待复核", "mixed_positive" },
  { STATEMENT_TEST, TX_TEST_POSITIVE, "阳性", "positive" },
  { STATEMENT_STATE, TX_STATE_ACTIVE, "正常", "active" },
  { STATEMENT_STATE, TX_STATE_MONITORING, "健康监测", "monitoring" },
  { STATEMENT_STATE, TX_STATE_HOME_ISOLATION, "居家隔离", "home_isolation" },
  { STATEMENT_STATE, TX_STATE_AWAY, "集中隔离", "away" },
  { STATEMENT_SWAB, 1, "已采样", "pending" },
};

/* What laboratories write besides, folded. */
static const struct {
  int value;
  const char *word;
} results[] = {
  { TX_TEST_NEGATIVE, "阴" },           { TX_TEST_NEGATIVE, "-" },
  { TX_TEST_NEGATIVE, "(-)" },          { TX_TEST_NEGATIVE, "阴性(-)" },
  { TX_TEST_NEGATIVE, "未检出" },       { TX_TEST_NEGATIVE, "neg" },
  { TX_TEST_NEGATIVE, "notdetected" },  { TX_TEST_NEGATIVE, "negative(-)" },
  { TX_TEST_POSITIVE, "阳" },           { TX_TEST_POSITIVE, "+" },
  { TX_TEST_POSITIVE, "(+)" },          { TX_TEST_POSITIVE, "阳性(+)" },
  { TX_TEST_POSITIVE, "检出" },         { TX_TEST_POSITIVE, "pos" },
  { TX_TEST_POSITIVE, "detected" },     { TX_TEST_POSITIVE, "positive(+)" },
  { TX_TEST_MIXED_POSITIVE, "待复核" },
};

/* Spaces and invisible characters gone, ASCII in lower case, full-width signs as ASCII has them. */
static void fold(const char *word, char out[STATEMENT_WORD_SIZE]) {
  static const struct {
    const char *from, *to;
  } signs[] = { { " ", "" },
                { "\t", "" },
                { "\xc2\xa0", "" },
                { "\xe3\x80\x80", "" },
                { "\xe2\x80\x8b", "" },
                { "\xef\xbb\xbf", "" },
                { "（", "(" },
                { "）", ")" },
                { "－", "-" },
                { "＋", "+" },
                { "−", "-" } };
  size_t n = 0;
  while (*word && n + 1 < STATEMENT_WORD_SIZE) {
    size_t i = 0, count = sizeof signs / sizeof *signs;
    while (i < count && strncmp(word, signs[i].from, strlen(signs[i].from)) != 0)
      i++;
    if (i == count) {
      out[n++] = *word >= 'A' && *word <= 'Z' ? (char)(*word + 'a' - 'A') : *word;
      word++;
    } else {
      if (*signs[i].to) out[n++] = *signs[i].to;
      word += strlen(signs[i].from);
    }
  }
  out[n] = '\0';
  if (*word) *out = '\0'; /* longer than any word there is */
}

int statement_field_find(const char *given) {
  char word[STATEMENT_WORD_SIZE];
  fold(given, word);
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
    if (strcmp(word, fields[i].zh) == 0 || strcmp(word, fields[i].en) == 0)
      return (int)fields[i].field;
  return -1;
}

int statement_value_find(enum statement_field field, const char *given) {
  char word[STATEMENT_WORD_SIZE];
  fold(given, word);
  for (size_t i = 0; i < sizeof values / sizeof *values; i++)
    if (values[i].field == field &&
        (strcmp(word, values[i].zh) == 0 || strcmp(word, values[i].en) == 0))
      return values[i].value;
  for (size_t i = 0; field == STATEMENT_TEST && i < sizeof results / sizeof *results; i++)
    if (strcmp(word, results[i].word) == 0) return results[i].value;
  return -1;
}

const char *statement_field_word(enum statement_field field, bool english) {
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
    if (fields[i].field == field) return english ? fields[i].en : fields[i].zh;
  return "";
}

const char *statement_value_word(enum statement_field field, int value, bool english) {
  for (size_t i = 0; i < sizeof values / sizeof *values; i++)
    if (values[i].field == field && values[i].value == value)
      return english ? values[i].en : values[i].zh;
  return "";
}

void statement_values_list(enum statement_field field, bool english, char *out, size_t cap) {
  size_t n = 0;
  *out = '\0';
  for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
    if (values[i].field != field || n >= cap) continue;
    const char *between = n == 0 ? "" : english ? ", " : "、";
    n += (size_t)snprintf(out + n, cap - n, "%s%s", between, english ? values[i].en : values[i].zh);
  }
}
