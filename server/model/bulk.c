/* SPDX-License-Identifier: Apache-2.0 */
#include "bulk.h"

#include <string.h>

static const struct {
  const char *word, *zh, *en;
} names[BULK_WHATS] = {
  [BULK_ADD] = { "add", "登记", "people added" },
  [BULK_END] = { "end", "停用", "passes ended" },
  [BULK_PASSES] = { "passes", "办证", "passes issued" },
  [BULK_CLAIMS] = { "claims", "换领证码", "claim codes replaced" },
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

int bulk_find(const char *word) {
  for (int i = 0; i < BULK_WHATS; i++)
    if (strcmp(names[i].word, word) == 0) return i;
  return -1;
}
