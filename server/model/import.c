/* SPDX-License-Identifier: Apache-2.0 */
#include "import.h"

static const char *const words[] = { "running", "applying", "held", "cancelled" };

const char *import_state_word(enum import_state state) {
  return words[state];
}

enum import_state import_state_find(const char *word) {
  for (int i = 0; i < IMPORT_CANCELLED; i++)
    if (strcmp(word, words[i]) == 0) return (enum import_state)i;
  return IMPORT_CANCELLED;
}
