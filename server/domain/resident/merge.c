/* SPDX-License-Identifier: Apache-2.0 */
#include "merge.h"

#include <stdio.h>
#include <string.h>

#define STATEMENT_WORD_SIZE 64

/* Whether a is superseded within its source by b. At one time the worse one stands. */
static bool is_superseded(const struct statement_row *a, const struct statement_row *b) {
  if (a->field != b->field || strcmp(a->source, b->source) != 0) return false;
  if (a->observed_at != b->observed_at) return a->observed_at < b->observed_at;
  if (a->value != b->value) return a->value < b->value;
  return a->valid_until < b->valid_until;
}

static bool stands(const struct statement_row *statements, size_t count, size_t i, int64_t now_s) {
  if (statements[i].valid_until && statements[i].valid_until <= now_s) return false;
  for (size_t j = 0; j < count; j++)
    if (is_superseded(&statements[i], &statements[j])) return false;
  return true;
}

/* What has been found of one field so far: the worst value and when it was last observed. */
struct finding {
  int value;
  int64_t observed_at;
};

static void weigh(struct finding *finding, const struct statement_row *statement) {
  if (statement->value < finding->value) return;
  if (statement->value == finding->value && statement->observed_at < finding->observed_at) return;
  finding->value = statement->value;
  finding->observed_at = statement->observed_at;
}

uint32_t merge_record(enum tx_state office_state, uint8_t generation,
                      const struct statement_row *statements, size_t count, int64_t now_s) {
  struct finding found[STATEMENT_FIELDS] = { 0 };
  for (size_t i = 0; i < count; i++) {
    int field = statements[i].field;
    if (field >= 0 && field < STATEMENT_FIELDS && stands(statements, count, i, now_s))
      weigh(&found[field], &statements[i]);
  }
  int state = found[STATEMENT_STATE].value;
  const struct finding *test = &found[STATEMENT_TEST], *swab = &found[STATEMENT_SWAB];
  struct tx_record record = {
    .state = state > (int)office_state ? (enum tx_state)state : office_state,
    .health = (enum tx_health)found[STATEMENT_HEALTH].value,
    .travel = (enum tx_travel)found[STATEMENT_TRAVEL].value,
    .test = (enum tx_test)test->value,
    .pending = swab->value == 1 && swab->observed_at > test->observed_at,
    .generation = generation,
    .sampled = test->value ? tx_sampled_from_time(test->observed_at) : 0,
  };
  return tx_record_pack(&record);
}

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

void statement_values_list(enum statement_field field, bool english, char *out, size_t cap) {
  size_t n = 0;
  *out = '\0';
  for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
    if (values[i].field != field || n >= cap) continue;
    const char *between = n == 0 ? "" : english ? ", " : "、";
    n += (size_t)snprintf(out + n, cap - n, "%s%s", between, english ? values[i].en : values[i].zh);
  }
}
