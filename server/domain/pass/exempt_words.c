/* SPDX-License-Identifier: Apache-2.0 */
#include "exempt_words.h"

#include <stdio.h>
#include <string.h>

static const char *const words[EXEMPTIONS] = { "swab", "household", "temperature" };

const char *exemption_word(int bit) {
  return words[bit];
}

int exemption_find(const char *word) {
  for (int bit = 0; bit < EXEMPTIONS; bit++)
    if (strcmp(word, words[bit]) == 0) return bit;
  return -1;
}

void exemption_words(uint8_t set, char out[EXEMPTION_WORDS_SIZE]) {
  size_t n = 0;
  *out = '\0';
  for (int bit = 0; bit < EXEMPTIONS; bit++)
    if (set & 1u << bit)
      n += (size_t)snprintf(out + n, EXEMPTION_WORDS_SIZE - n, "%s%s", n ? "," : "", words[bit]);
}
