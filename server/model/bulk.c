/* SPDX-License-Identifier: Apache-2.0 */
#include "bulk.h"

#include "account.h"

#include <string.h>

#define OFFICE (RIGHT_ROSTER | RIGHT_PASSES)

static const struct {
  const char *word, *zh, *en;
  int64_t alone;
  uint32_t rights;
} names[BULK_WHATS] = {
  [BULK_ADD] = { "add", "登记", "people added", 20, OFFICE },
  [BULK_END] = { "end", "停用", "passes ended", 20, OFFICE },
  [BULK_PASSES] = { "passes", "办证", "passes issued", 20, OFFICE },
  [BULK_CLAIMS] = { "claims", "换领证码", "claim codes replaced", 20, OFFICE },
  [BULK_NAMES] = { "names", "取出全名", "full names taken out", 50, RIGHT_TRACES },
};

const char *bulk_word(enum bulk_what what) {
  return names[what].word;
}
const char *bulk_zh(enum bulk_what what) {
  return names[what].zh;
}
const char *bulk_en(enum bulk_what what) {
  return names[what].en;
}

int64_t bulk_alone(enum bulk_what what) {
  return names[what].alone;
}
uint32_t bulk_rights(enum bulk_what what) {
  return names[what].rights;
}

int bulk_find(const char *word) {
  for (int i = 0; i < BULK_WHATS; i++)
    if (strcmp(names[i].word, word) == 0) return i;
  return -1;
}
