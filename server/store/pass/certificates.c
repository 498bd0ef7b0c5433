/* SPDX-License-Identifier: Apache-2.0 */
#include "certificates.h"

#include "store/core/numbers.h"

#define KIND "certificate"
#define COLUMNS                                                                                    \
  "area, serial, idx, subject, kind, iat, exp, edition, body, issued_by, withdrawn_at,"            \
  " withdrawn_body, withdrawn_by, sealed"

static struct db_value hash_value(const uint8_t hash[TX_HASH_SIZE]) {
  return db_bytes(tx_span_of(hash, TX_HASH_SIZE));
}

static enum tx_reason highest(struct db *db, uint64_t area, int64_t *out) {
  DB_ROWS rows = db_select(db, "select coalesce(max(serial), 0) from certificate where area = $1",
                           db_int((int64_t)area));
  *out = db_next(&rows) ? db_column_int(&rows, 0) : 0;
  return rows.end;
}

enum tx_reason certificates_number(struct db *db, uint64_t area, uint32_t *serial) {
  int64_t last = 0, next = 0;
  enum tx_reason reason = highest(db, area, &last);
  if (reason == TX_OK) reason = numbers_next(db, area, KIND, last, &next);
  if (reason == TX_OK && next > UINT32_MAX) return TX_TOO_MANY;
  *serial = (uint32_t)next;
  return reason;
}

enum tx_reason certificates_skip(struct db *db, uint64_t area, uint32_t count) {
  return db_run(db,
                "insert into number (area, kind, last) values ($1, $2, $3)"
                " on conflict (area, kind) do update set last = number.last + excluded.last",
                db_int((int64_t)area), db_text(KIND), db_int(count));
}

/* --- one -------------------------------------------------------------------------------------- */

enum tx_reason certificates_add(struct db *db, const struct certificate_row *row,
                                struct tx_span sealed) {
  return db_run(db,
                "insert into certificate (" COLUMNS
                ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, '', '', $11)",
                db_int((int64_t)row->area), db_int(row->serial), db_int(row->index),
                hash_value(row->subject), db_int(row->kind), db_int(row->iat), db_int(row->exp),
                db_text(row->edition), db_text(row->body), db_text(row->issued_by),
                db_bytes(sealed));
}

enum tx_reason certificates_withdraw(struct db *db, const struct certificate_row *row,
                                     struct tx_span sealed) {
  enum tx_reason reason =
      db_run(db,
             "update certificate set withdrawn_at = $3, withdrawn_body = $4, withdrawn_by = $5,"
             " sealed = $6 where area = $1 and serial = $2 and withdrawn_at = 0",
             db_int((int64_t)row->area), db_int(row->serial), db_int(row->withdrawn_at),
             db_text(row->withdrawn_body), db_text(row->withdrawn_by), db_bytes(sealed));
  return reason == TX_OK && db_changes(db) == 0 ? TX_CONFLICT : reason;
}

/* --- found ------------------------------------------------------------------------------------ */

struct db_rows certificates_of(struct db *db, uint64_t area, uint32_t below, int64_t limit) {
  return db_select(db,
                   "select " COLUMNS " from certificate where area = $1 and (serial < $2 or $2 = 0)"
                   " order by serial desc limit $3",
                   db_int((int64_t)area), db_int(below), db_int(limit));
}

struct db_rows certificates_about(struct db *db, uint64_t area,
                                  const uint8_t subject[TX_HASH_SIZE]) {
  return db_select(db,
                   "select " COLUMNS " from certificate where area = $1 and subject = $2"
                   " order by serial desc",
                   db_int((int64_t)area), hash_value(subject));
}

struct db_rows certificates_one(struct db *db, uint64_t area, uint32_t serial) {
  return db_select(db, "select " COLUMNS " from certificate where area = $1 and serial = $2",
                   db_int((int64_t)area), db_int(serial));
}

void certificates_read(const struct db_rows *rows, struct certificate_row *out,
                       struct tx_span *sealed) {
  *out = (struct certificate_row){ .area = (uint64_t)db_column_int(rows, 0),
                                   .serial = (uint32_t)db_column_int(rows, 1),
                                   .index = (uint32_t)db_column_int(rows, 2),
                                   .kind = (unsigned)db_column_int(rows, 4),
                                   .iat = db_column_int(rows, 5),
                                   .exp = db_column_int(rows, 6),
                                   .withdrawn_at = db_column_int(rows, 10) };
  struct tx_span subject = db_column_bytes(rows, 3);
  if (subject.n == TX_HASH_SIZE) memcpy(out->subject, subject.p, TX_HASH_SIZE);
  db_column_copy(rows, 7, out->edition, sizeof out->edition);
  db_column_copy(rows, 8, out->body, sizeof out->body);
  db_column_copy(rows, 9, out->issued_by, sizeof out->issued_by);
  db_column_copy(rows, 11, out->withdrawn_body, sizeof out->withdrawn_body);
  db_column_copy(rows, 12, out->withdrawn_by, sizeof out->withdrawn_by);
  *sealed = db_column_bytes(rows, 13);
}

/* --- all of an area --------------------------------------------------------------------------- */

struct db_rows certificates_withdrawn(struct db *db, uint64_t area) {
  return db_select(db,
                   "select serial from certificate where area = $1 and withdrawn_at > 0"
                   " order by serial",
                   db_int((int64_t)area));
}

enum tx_reason certificates_forget(struct db *db, uint64_t area, int64_t before, int64_t limit,
                                   bool *left) {
  return db_forget(
      db, left, "select 1 from certificate where area = $1 and exp < $2 limit $3",
      "delete from certificate where area = $1 and serial in (select serial from certificate"
      " where area = $1 and exp < $2 order by exp limit $3)",
      db_int((int64_t)area), db_int(before), db_int(limit));
}

/* --- editions --------------------------------------------------------------------------------- */

struct db_rows editions_of(struct db *db, uint64_t area) {
  return db_select(db, "select id, body from edition where area = $1 order by valid_from, id",
                   db_int((int64_t)area));
}

enum tx_reason editions_put(struct db *db, uint64_t area, const struct edition *edition,
                            const char *text, int64_t now_s) {
  return db_run(
      db,
      "insert into edition (area, id, valid_from, made_at, body) values ($1, $2, $3, $4,"
      " $5) on conflict (area, id) do update set valid_from = $3, made_at = $4, body = $5",
      db_int((int64_t)area), db_text(edition->id), db_int(edition->valid_from), db_int(now_s),
      db_text(text));
}
