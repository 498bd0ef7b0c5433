/* SPDX-License-Identifier: Apache-2.0 */
/* A statement in words, a member a line in the order of the reader. */
#include "fuzz.h"

#include "domain/resident/fold.h"
#include "domain/statement/read.h"

#include <stdlib.h>

static void split(char *text, struct statement_words *out) {
  char *rest = text;
  for (int i = 0; i < FEED_MEMBERS && rest; i++)
    out->of[i] = strsep(&rest, "\n");
}

static void judge(const struct statement_row *row) {
  FUZZ_PROMISE(*row->id && *row->source);
  FUZZ_PROMISE(row->act == STATEMENT_SET || !statement_restraint(row));
  FUZZ_PROMISE(!row->valid_until || row->valid_until > row->observed_at);
  FUZZ_PROMISE((row->act == STATEMENT_RETRACT) == (*row->retracts != '\0'));
  uint32_t once = fold_record(TX_STATE_ACTIVE, 0, row, 1, FUZZ_NOW);
  const struct statement_row twice[] = { *row, *row };
  FUZZ_PROMISE(once == fold_record(TX_STATE_ACTIVE, 0, twice, 2, FUZZ_NOW));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct statement_words words = { 0 };
  struct statement_row row;
  enum feed_member member;
  struct host_problem wrong = { 0 };
  char *text = malloc(size + 1);
  if (!text) return 0;
  if (size) memcpy(text, data, size);
  text[size] = '\0';
  split(text, &words);
  if (statement_read(&words, FUZZ_NOW, &row, &member, &wrong))
    judge(&row);
  else
    FUZZ_PROMISE(*wrong.zh && *wrong.en && member < FEED_MEMBERS);
  free(text);
  return 0;
}
