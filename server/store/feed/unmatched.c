/* SPDX-License-Identifier: Apache-2.0 */
#include "unmatched.h"

#define HASH(hash) db_bytes(tx_span_of(hash, TX_HASH_SIZE))

enum tx_reason unmatched_find(struct db *db, const struct unmatched_row *row) {
  DB_ROWS rows = db_select(db, "select content from unmatched where subject = $1 and name = $2",
                           HASH(row->subject), HASH(row->name));
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  return db_column_int(&rows, 0) == row->content ? TX_OK : TX_CONFLICT;
}

enum tx_reason unmatched_add(struct db *db, const struct unmatched_row *row, struct tx_span sealed,
                             bool *added) {
  enum tx_reason reason =
      db_run(db,
             "insert into unmatched (subject, name, source, content, received_at, sealed)"
             " values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
             HASH(row->subject), HASH(row->name), db_text(row->source), db_int(row->content),
             db_int(row->received_at), db_bytes(sealed));
  *added = reason == TX_OK && db_changes(db) > 0;
  return reason == TX_OK && !*added ? unmatched_find(db, row) : reason;
}

struct db_rows unmatched_of(struct db *db, const uint8_t subject[TX_HASH_SIZE], int64_t limit) {
  return db_select(db,
                   "select subject, name, source, content, received_at, sealed from unmatched"
                   " where subject = $1 order by received_at, name limit $2",
                   HASH(subject), db_int(limit));
}

static void read_hash(const struct db_rows *rows, int column, uint8_t out[TX_HASH_SIZE]) {
  struct tx_span bytes = db_column_bytes(rows, column);
  memset(out, 0, TX_HASH_SIZE);
  if (bytes.n == TX_HASH_SIZE) memcpy(out, bytes.p, TX_HASH_SIZE);
}

void unmatched_read(const struct db_rows *rows, struct unmatched_row *out, struct tx_span *sealed) {
  read_hash(rows, 0, out->subject);
  read_hash(rows, 1, out->name);
  db_column_copy(rows, 2, out->source, sizeof out->source);
  out->content = db_column_int(rows, 3);
  out->received_at = db_column_int(rows, 4);
  *sealed = db_column_bytes(rows, 5);
}

enum tx_reason unmatched_remove(struct db *db, const struct unmatched_row *row) {
  return db_run(db, "delete from unmatched where subject = $1 and name = $2", HASH(row->subject),
                HASH(row->name));
}

enum tx_reason unmatched_count(struct db *db, const char *source, int64_t *count) {
  DB_ROWS rows = db_select(db, "select count(*) from unmatched where source = $1", db_text(source));
  while (db_next(&rows))
    *count = db_column_int(&rows, 0);
  return rows.end;
}

enum tx_reason unmatched_count_all(struct db *db, int64_t *count) {
  DB_ROWS rows = db_select(db, "select count(*) from unmatched", DB_NONE);
  while (db_next(&rows))
    *count = db_column_int(&rows, 0);
  return rows.end;
}

enum tx_reason unmatched_forget(struct db *db, int64_t before, int64_t limit, bool *left) {
  return db_forget(
      db, left, "select 1 from unmatched where received_at < $1 limit $2",
      "delete from unmatched where received_at < $1 and name in (select name from unmatched"
      " where received_at < $1 order by received_at, name limit $2)",
      db_int(before), db_int(limit));
}
