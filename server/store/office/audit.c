/* SPDX-License-Identifier: Apache-2.0 */
#include "audit.h"

#define COLUMNS "area, n, at, actor, action, sealed, hash, head, body, subject, form"

enum tx_reason audit_add(struct db *db, const struct audit_row *row) {
  return db_post(db,
                 "insert into audit (" COLUMNS ") "
                 "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                 db_int((int64_t)row->area), db_int(row->n), db_int(row->at), db_text(row->actor),
                 db_text(row->action), db_bytes(row->sealed),
                 db_bytes(tx_span_of(row->hash, TX_HASH_SIZE)),
                 db_bytes(tx_span_of(row->head, TX_HASH_SIZE)), db_text(row->body ? row->body : ""),
                 db_int(row->subject), db_int(row->form));
}

static void read_exact(const struct db_rows *rows, int column, uint8_t *out, size_t n) {
  struct tx_span bytes = db_column_bytes(rows, column);
  memset(out, 0, n);
  if (bytes.n == n) memcpy(out, bytes.p, n);
}

enum tx_reason audit_last(struct db *db, uint64_t area, int64_t *n, uint8_t head[TX_HASH_SIZE]) {
  DB_ROWS rows = db_select(db, "select n, head from audit where area = $1 order by n desc limit 1",
                           db_int((int64_t)area));
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  *n = db_column_int(&rows, 0);
  read_exact(&rows, 1, head, TX_HASH_SIZE);
  return TX_OK;
}

struct db_rows audit_after(struct db *db, uint64_t area, int64_t n, int64_t limit) {
  return db_select(db,
                   "select " COLUMNS " from audit where area = $1 and n > $2 order by n limit $3",
                   db_int((int64_t)area), db_int(n), db_int(limit));
}

struct db_rows audit_before(struct db *db, uint64_t area, int64_t subject, int64_t n,
                            int64_t limit) {
  if (subject < 0)
    return db_select(db,
                     "select " COLUMNS " from audit where area = $1 and n < $2"
                     " order by n desc limit $3",
                     db_int((int64_t)area), db_int(n), db_int(limit));
  return db_select(db,
                   "select " COLUMNS " from audit where area = $1 and n < $2 and subject = $4"
                   " order by n desc limit $3",
                   db_int((int64_t)area), db_int(n), db_int(limit), db_int(subject));
}

enum tx_reason audit_bury(struct db *db, uint64_t area, int64_t n) {
  return db_run(db,
                "update audit set at = 0, actor = '', action = '', body = '', subject = -1,"
                " sealed = null where area = $1 and n = $2",
                db_int((int64_t)area), db_int(n));
}

enum tx_reason audit_graves(struct db *db, uint64_t area, struct audit_graves *out) {
  *out = (struct audit_graves){ 0 };
  DB_ROWS rows = db_select(db, "select reads_buried, all_buried from area where area = $1",
                           db_int((int64_t)area));
  while (db_next(&rows))
    *out = (struct audit_graves){ db_column_int(&rows, 0), db_column_int(&rows, 1) };
  return rows.end;
}

enum tx_reason audit_set_graves(struct db *db, uint64_t area, const struct audit_graves *graves) {
  return db_run(db, "update area set reads_buried = $2, all_buried = $3 where area = $1",
                db_int((int64_t)area), db_int(graves->reads), db_int(graves->all));
}

void audit_read(const struct db_rows *rows, struct audit_row *out) {
  out->area = (uint64_t)db_column_int(rows, 0);
  out->n = db_column_int(rows, 1);
  out->at = db_column_int(rows, 2);
  out->actor = db_column_text(rows, 3);
  out->action = db_column_text(rows, 4);
  out->sealed = db_column_bytes(rows, 5);
  read_exact(rows, 6, out->hash, TX_HASH_SIZE);
  read_exact(rows, 7, out->head, TX_HASH_SIZE);
  out->body = db_column_text(rows, 8);
  out->subject = db_column_int(rows, 9);
  out->form = db_column_int(rows, 10);
}

enum tx_reason nonces_use(struct db *db, struct tx_span nonce, int64_t expires_at, int64_t now_s) {
  enum tx_reason reason = db_run(db, "delete from nonce where expires_at < $1", db_int(now_s));
  if (reason != TX_OK) return reason;
  return db_run(db, "insert into nonce (value, expires_at) values ($1, $2)", db_bytes(nonce),
                db_int(expires_at));
}
