/* SPDX-License-Identifier: Apache-2.0 */
#include "publication.h"

static const char *const words[PUBLISHED_KINDS] = { "trust", "status", "delta", "policy", "certs" };

const char *publication_word(enum publication_kind kind) {
  return words[kind];
}

bool publication_find(const char *word, enum publication_kind *kind) {
  for (int i = 0; i < PUBLISHED_KINDS; i++) {
    if (strcmp(word, words[i]) != 0) continue;
    *kind = (enum publication_kind)i;
    return true;
  }
  return false;
}
