/* SPDX-License-Identifier: Apache-2.0 */
#include "appeal.h"

#include <string.h>

static const char *const fields[APPEAL_FIELDS] = { "state", "health", "test" };
static const char *const fields_zh[APPEAL_FIELDS] = { "通行证", "健康码", "核酸" };
static const char *const ways[APPEAL_WAYS] = { "phone", "telephone", "paper" };
static const struct {
  const char *word, *zh;
} states[APPEAL_STATES] = {
  [APPEAL_OPEN] = { "open", "待答复" },       [APPEAL_ESCALATED] = { "escalated", "已转上级" },
  [APPEAL_UPHELD] = { "upheld", "维持" },     [APPEAL_LIFTED] = { "lifted", "解除" },
  [APPEAL_LAPSED] = { "lapsed", "逾期失效" },
};

const char *appeal_field_word(enum appeal_field field) {
  return fields[field];
}
const char *appeal_field_zh(enum appeal_field field) {
  return fields_zh[field];
}
const char *appeal_way_word(enum appeal_way way) {
  return ways[way];
}
const char *appeal_state_word(enum appeal_state state) {
  return states[state].word;
}
const char *appeal_state_zh(enum appeal_state state) {
  return states[state].zh;
}

static int find(const char *const *words, int count, const char *word) {
  for (int i = 0; i < count; i++)
    if (strcmp(word, words[i]) == 0) return i;
  return -1;
}

int appeal_field_find(const char *word) {
  return find(fields, APPEAL_FIELDS, word);
}
int appeal_way_find(const char *word) {
  return find(ways, APPEAL_WAYS, word);
}
int appeal_state_find(const char *word) {
  for (int i = 0; i < APPEAL_STATES; i++)
    if (strcmp(word, states[i].word) == 0) return i;
  return -1;
}
