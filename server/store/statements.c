/* SPDX-License-Identifier: Apache-2.0 */
#include "statements.h"

enum tx_reason statements_add(struct db *db, const uint8_t subject[TX_HASH_SIZE],
                              const struct statement_row *statement, int64_t now_s, bool *added) {
  enum tx_reason reason =
      db_run(db,
             "insert into statement (subject, field, source, value, observed_at, valid_until, "
             "received_at) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing",
             db_bytes(tx_span_of(subject, TX_HASH_SIZE)), db_int(statement->field),
             db_text(statement->source), db_int(statement->value), db_int(statement->observed_at),
             db_int(statement->valid_until), db_int(now_s));
  *added = reason == TX_OK && db_changes(db) > 0;
  return reason;
}

struct db_rows statements_of(struct db *db, const uint8_t subject[TX_HASH_SIZE]) {
  return db_select(db,
                   "select field, value, source, observed_at, valid_until from statement "
                   "where subject = $1",
                   db_bytes(tx_span_of(subject, TX_HASH_SIZE)));
}

void statements_read(const struct db_rows *rows, struct statement_row *out) {
  out->field = (int)db_column_int(rows, 0);
  out->value = (int)db_column_int(rows, 1);
  db_column_copy(rows, 2, out->source, sizeof out->source);
  out->observed_at = db_column_int(rows, 3);
  out->valid_until = db_column_int(rows, 4);
}

struct db_rows statements_ended(struct db *db, int64_t from, int64_t to) {
  return db_select(db,
                   "select distinct subject from statement "
                   "where valid_until > $1 and valid_until <= $2",
                   db_int(from), db_int(to));
}
