/* SPDX-License-Identifier: Apache-2.0 */
/* A sentence for the guard, in Chinese and in English, on standard output; one language with
 * words:zh or words:en. */
#include "act/kinds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct words {
  struct gate_act head;
  bool zh, en;
};

static struct gate_act *open_words(const char *rest, char *error, size_t cap) {
  struct words *words = calloc(1, sizeof *words);
  if (!words) return NULL;
  words->zh = strcmp(rest, "en") != 0;
  words->en = strcmp(rest, "zh") != 0;
  if (!*rest || !words->zh || !words->en) return &words->head;
  snprintf(error, cap, "words:%s: the language must be zh or en", rest);
  free(words);
  return NULL;
}

static bool say(const struct gate_outcome *outcome, const char *lang) {
  char sentence[2048];
  gate_outcome_say(outcome, lang, sentence, sizeof sentence);
  if (outcome->label) return printf("%s: %s\n", outcome->label, sentence) > 0;
  return printf("%s\n", sentence) > 0;
}

static bool tell(struct gate_act *act, const struct gate_outcome *outcome) {
  const struct words *words = (const struct words *)act;
  bool said = (!words->zh || say(outcome, "zh")) && (!words->en || say(outcome, "en"));
  return fflush(stdout) == 0 && said;
}

static void close_words(struct gate_act *act) {
  free(act);
}

const struct gate_act_kind gate_act_words = {
  .name = "words",
  .rest = "[zh|en]",
  .zh = "标准输出上的句子",
  .en = "sentences on standard output",
  .open = open_words,
  .tell = tell,
  .close = close_words,
};
