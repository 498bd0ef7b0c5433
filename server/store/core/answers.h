/* SPDX-License-Identifier: Apache-2.0 */
/* What requests that made something were answered, for whoever sends one again. */
#ifndef SERVER_STORE_CORE_ANSWERS_H
#define SERVER_STORE_CORE_ANSWERS_H

#include "host/db/db.h"

#include "format/crypto.h"

struct answer_row {
  uint64_t area;
  uint8_t name[TX_HASH_SIZE];  /* of whom, what and the Idempotency-Key */
  uint8_t asked[TX_HASH_SIZE]; /* what else was sent */
  unsigned status;
  bool is_stream;
  int64_t made_at;
};

/* TX_CONFLICT: there is one of that name. */
enum tx_reason answers_add(struct db *db, const struct answer_row *row, struct tx_span sealed);
/* By area and name; the rest is filled in. One row at most, sealed in column 0. */
struct db_rows answers_find(struct db *db, const struct answer_row *row);
void answers_read(const struct db_rows *rows, struct answer_row *row, struct tx_span *sealed);
/* Those that were made before a time, at most limit of them; *left: there may be more. */
enum tx_reason answers_forget(struct db *db, uint64_t area, int64_t before, int64_t limit,
                              bool *left);

#endif
