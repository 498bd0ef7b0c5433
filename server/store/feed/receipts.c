/* SPDX-License-Identifier: Apache-2.0 */
#include "receipts.h"

#include <string.h>

#define HASH(hash) db_bytes(tx_span_of(hash, TX_HASH_SIZE))

enum tx_reason receipts_add(struct db *db, const struct receipt_row *row, const char *text) {
  return db_run(db,
                "insert into feed_receipt (source, id, made_at, once, digest, body)"
                " values ($1, $2, $3, $4, $5, $6)",
                db_text(row->source), db_text(row->id), db_int(row->made_at),
                row->has_key ? HASH(row->key) : db_null(), HASH(row->digest), db_text(text));
}

enum tx_reason receipts_find(struct db *db, struct receipt_row *row, char **text) {
  DB_ROWS rows = db_select(db,
                           "select id, made_at, digest, body from feed_receipt where source = $1"
                           " and ((id = $2 and $2 <> '') or (once = $3 and $2 = ''))",
                           db_text(row->source), db_text(row->id), HASH(row->key));
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  db_column_copy(&rows, 0, row->id, sizeof row->id);
  row->made_at = db_column_int(&rows, 1);
  struct tx_span digest = db_column_bytes(&rows, 2);
  if (digest.n == TX_HASH_SIZE) memcpy(row->digest, digest.p, TX_HASH_SIZE);
  *text = strdup(db_column_text(&rows, 3));
  return *text ? TX_OK : TX_NO_MEMORY;
}

enum tx_reason receipts_newest(struct db *db, const char *source, int64_t *made_at) {
  DB_ROWS rows = db_select(
      db, "select coalesce(max(made_at), 0) from feed_receipt where source = $1", db_text(source));
  *made_at = db_next(&rows) ? db_column_int(&rows, 0) : 0;
  return rows.end;
}

enum tx_reason receipts_forget(struct db *db, int64_t before, int64_t limit, bool *left) {
  return db_forget(
      db, left, "select 1 from feed_receipt where made_at < $1 limit $2",
      "delete from feed_receipt where made_at < $1 and id in (select id from feed_receipt"
      " where made_at < $1 order by made_at limit $2)",
      db_int(before), db_int(limit));
}
