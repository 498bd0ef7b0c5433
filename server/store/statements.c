/* SPDX-License-Identifier: Apache-2.0 */
#include "statements.h"

static struct db_value subject_value(const uint8_t subject[TX_HASH_SIZE]) {
  return db_bytes(tx_span_of(subject, TX_HASH_SIZE));
}

enum tx_reason statements_add(struct db *db, uint64_t area, const uint8_t subject[TX_HASH_SIZE],
                              const struct statement_row *statement, int64_t now_s, bool *added) {
  enum tx_reason reason =
      db_run(db,
             "insert into statement (area, subject, field, source, value, observed_at, "
             "valid_until, received_at) values ($1, $2, $3, $4, $5, $6, $7, $8) "
             "on conflict do nothing",
             db_int((int64_t)area), subject_value(subject), db_int(statement->field),
             db_text(statement->source), db_int(statement->value), db_int(statement->observed_at),
             db_int(statement->valid_until), db_int(now_s));
  *added = reason == TX_OK && db_changes(db) > 0;
  return reason;
}

struct db_rows statements_of(struct db *db, uint64_t area, const uint8_t subject[TX_HASH_SIZE]) {
  return db_select(db,
                   "select field, value, source, observed_at, valid_until from statement "
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
                   "select distinct subject from statement where area = $1 "
                   "and valid_until > $2 and valid_until <= $3 and subject > $4 "
                   "order by subject limit $5",
                   db_int((int64_t)area), db_int(from), db_int(to),
                   db_bytes(after.p ? after : tx_span_text("")), db_int(limit));
}

/* --- on their way in -------------------------------------------------------------------------- */

enum tx_reason statements_stage(struct db *db, uint64_t area, int64_t import, int64_t n,
                                const uint8_t subject[TX_HASH_SIZE],
                                const struct statement_row *statement) {
  return db_run(db,
                "insert into staged_statement (area, import, n, subject, field, source, value, "
                "observed_at, valid_until) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                db_int((int64_t)area), db_int(import), db_int(n), subject_value(subject),
                db_int(statement->field), db_text(statement->source), db_int(statement->value),
                db_int(statement->observed_at), db_int(statement->valid_until));
}

enum tx_reason statements_unstage(struct db *db, uint64_t area, int64_t import, int64_t n,
                                  int64_t now_s, uint8_t subject[TX_HASH_SIZE], bool *added) {
  struct statement_row row;
  {
    DB_ROWS rows = db_select(db,
                             "select field, value, source, observed_at, valid_until, subject "
                             "from staged_statement where area = $1 and import = $2 and n = $3",
                             db_int((int64_t)area), db_int(import), db_int(n));
    if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
    statements_read(&rows, &row);
    struct tx_span bytes = db_column_bytes(&rows, 5);
    if (bytes.n != TX_HASH_SIZE) return TX_MALFORMED;
    memcpy(subject, bytes.p, TX_HASH_SIZE);
  }
  return statements_add(db, area, subject, &row, now_s, added);
}

struct db_rows statements_staged(struct db *db, uint64_t area, int64_t import, int64_t after,
                                 int64_t limit) {
  return db_select(db,
                   "select n, subject from staged_statement where area = $1 and import = $2 "
                   "and n > $3 order by n limit $4",
                   db_int((int64_t)area), db_int(import), db_int(after), db_int(limit));
}

enum tx_reason statements_withdraw(struct db *db, uint64_t area, int64_t import, int64_t limit,
                                   bool *left) {
  enum tx_reason reason =
      db_run(db,
             "delete from staged_statement where area = $1 and import = $2 and n in (select n "
             "from staged_statement where area = $1 and import = $2 order by n limit $3)",
             db_int((int64_t)area), db_int(import), db_int(limit));
  *left = reason == TX_OK && db_changes(db) > 0;
  return reason;
}
