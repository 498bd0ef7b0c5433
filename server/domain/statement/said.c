/* SPDX-License-Identifier: Apache-2.0 */
#include "said.h"

#include "store/feed/statements.h"

#include <stdlib.h>

static int newest_first(const void *a, const void *b) {
  const struct statement_row *left = a, *right = b;
  return (left->observed_at < right->observed_at) - (left->observed_at > right->observed_at);
}

static bool grow(struct statement_row **rows, size_t *cap) {
  size_t wanted = *cap ? *cap * 2 : 32;
  struct statement_row *grown = reallocarray(*rows, wanted, sizeof *grown);
  if (!grown) return false;
  *rows = grown;
  *cap = wanted;
  return true;
}

enum tx_reason said_all(const struct request *request, uint64_t area,
                        const uint8_t subject[TX_HASH_SIZE], struct statement_row **out,
                        size_t *count) {
  size_t cap = 0;
  *out = NULL;
  *count = 0;
  DB_ROWS rows = statements_of(request->db, area, subject);
  while (db_next(&rows)) {
    if (*count == cap && !grow(out, &cap)) return TX_NO_MEMORY;
    statements_read(&rows, &(*out)[(*count)++]);
  }
  return rows.end;
}

enum tx_reason said_list(const struct request *request, const struct resident *resident,
                         struct statement_row **out, size_t *count) {
  enum tx_reason reason = said_all(request, resident->area, resident->id_hash, out, count);
  if (*count) qsort(*out, *count, sizeof **out, newest_first);
  if (*count > SAID_MAX) *count = SAID_MAX;
  return reason;
}
