/* SPDX-License-Identifier: Apache-2.0 */
#include "statements.h"

static struct db_value subject_value(const uint8_t subject[TX_HASH_SIZE]) {
  return db_bytes(tx_span_of(subject, TX_HASH_SIZE));
}

enum tx_reason statements_add(struct db *db, uint64_t area, const uint8_t subject[TX_HASH_SIZE],
                              const struct statement_row *statement, int64_t import, int64_t now_s,
                              bool *added) {
  enum tx_reason reason =
      db_run(db,
             "insert into statement (area, subject, field, source, value, observed_at, "
             "valid_until, received_at, import) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
             "on conflict do nothing",
             db_int((int64_t)area), subject_value(subject), db_int(statement->field),
             db_text(statement->source), db_int(statement->value), db_int(statement->observed_at),
             db_int(statement->valid_until), db_int(now_s), import ? db_int(import) : db_null());
  *added = reason == TX_OK && db_changes(db) > 0;
  return reason;
}

struct db_rows statements_of(struct db *db, uint64_t area, const uint8_t subject[TX_HASH_SIZE]) {
  return db_select(db,
                   "select field, value, source, observed_at, valid_until from statement_now "
                   "where area = $1 and subject = $2",
                   db_int((int64_t)area), subject_value(subject));
}

void statements_read(const struct db_rows *rows, struct statement_row *out) {
  out->field = (int)db_column_int(rows, 0);
  out->value = (int)db_column_int(rows, 1);
  db_column_copy(rows, 2, out->source, sizeof out->source);
  out->observed_at = db_column_int(rows, 3);
  out->valid_until = db_column_int(rows, 4);
}

struct db_rows statements_ended(struct db *db, uint64_t area, int64_t from, int64_t to,
                                struct tx_span after, int64_t limit) {
  return db_select(db,
                   "select distinct subject from statement_now where area = $1 "
                   "and valid_until > $2 and valid_until <= $3 and subject > $4 "
                   "order by subject limit $5",
                   db_int((int64_t)area), db_int(from), db_int(to),
                   db_bytes(after.p ? after : tx_span_text("")), db_int(limit));
}

struct db_rows statements_of_import(struct db *db, uint64_t area, int64_t import,
                                    struct tx_span after, int64_t limit) {
  return db_select(db,
                   "select distinct subject from statement where area = $1 and import = $2 "
                   "and subject > $3 order by subject limit $4",
                   db_int((int64_t)area), db_int(import),
                   db_bytes(after.p ? after : tx_span_text("")), db_int(limit));
}

enum tx_reason statements_withdraw(struct db *db, uint64_t area, int64_t import, int64_t limit,
                                   bool *left) {
  enum tx_reason reason =
      db_run(db,
             "delete from statement where area = $1 and import = $2 and subject in "
             "(select subject from statement where area = $1 and import = $2 limit $3)",
             db_int((int64_t)area), db_int(import), db_int(limit));
  *left = reason == TX_OK && db_changes(db) > 0;
  return reason;
}
