/* SPDX-License-Identifier: Apache-2.0 */
#include "tubes.h"

#define HASH(hash) db_bytes(tx_span_of(hash, TX_HASH_SIZE))

static void read_hash(const struct db_rows *rows, int column, uint8_t out[TX_HASH_SIZE]) {
  struct tx_span bytes = db_column_bytes(rows, column);
  memset(out, 0, TX_HASH_SIZE);
  if (bytes.n == TX_HASH_SIZE) memcpy(out, bytes.p, TX_HASH_SIZE);
}

/* --- swabs ------------------------------------------------------------------------------------ */

#define SWAB "area, gate, seq, tube, at, received_at, undoes, state, subject"

enum tx_reason swabs_add(struct db *db, const struct swab_row *row) {
  return db_run(db,
                "insert into swab (area, gate, seq, tube, at, received_at, undoes, state, due)"
                " values ($1, $2, $3, $4, $5, $6, $7, 0, 0) on conflict do nothing",
                db_int((int64_t)row->area), db_text(row->gate), db_int((int64_t)row->seq),
                HASH(row->tube), db_int(row->at), db_int(row->received_at),
                db_int((int64_t)row->undoes));
}

struct db_rows swabs_due(struct db *db, int64_t now_s, int64_t limit) {
  return db_select(db,
                   "select " SWAB " from swab where state = 0 and due <= $1"
                   " order by area, gate, seq limit $2",
                   db_int(now_s), db_int(limit));
}

struct db_rows swabs_of_tube(struct db *db, const uint8_t tube[TX_HASH_SIZE]) {
  return db_select(db,
                   "select " SWAB " from swab where tube = $1 and state = 1"
                   " order by at, area, gate, seq",
                   HASH(tube));
}

struct db_rows swabs_of_subject(struct db *db, const uint8_t subject[TX_HASH_SIZE]) {
  return db_select(db, "select " SWAB " from swab where subject = $1 and state = 1", HASH(subject));
}

void swabs_read(const struct db_rows *rows, struct swab_row *out) {
  out->area = (uint64_t)db_column_int(rows, 0);
  db_column_copy(rows, 1, out->gate, sizeof out->gate);
  out->seq = (uint64_t)db_column_int(rows, 2);
  read_hash(rows, 3, out->tube);
  out->at = db_column_int(rows, 4);
  out->received_at = db_column_int(rows, 5);
  out->undoes = (uint64_t)db_column_int(rows, 6);
  out->state = (enum swab_state)db_column_int(rows, 7);
  read_hash(rows, 8, out->subject);
}

enum tx_reason swabs_find(struct db *db, struct swab_row *row) {
  DB_ROWS rows =
      row->undoes
          ? db_select(db, "select " SWAB " from swab where area = $1 and gate = $2 and undoes = $3",
                      db_int((int64_t)row->area), db_text(row->gate), db_int((int64_t)row->undoes))
          : db_select(db, "select " SWAB " from swab where area = $1 and gate = $2 and seq = $3",
                      db_int((int64_t)row->area), db_text(row->gate), db_int((int64_t)row->seq));
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  swabs_read(&rows, row);
  return TX_OK;
}

enum tx_reason swabs_set(struct db *db, const struct swab_row *row, int64_t due) {
  return db_run(db,
                "update swab set state = $4, subject = $5, due = $6 where area = $1 and gate = $2"
                " and seq = $3",
                db_int((int64_t)row->area), db_text(row->gate), db_int((int64_t)row->seq),
                db_int(row->state), row->state == SWAB_COUNTS ? HASH(row->subject) : db_null(),
                db_int(due));
}

enum tx_reason swabs_waiting(struct db *db, int64_t *count) {
  DB_ROWS rows = db_select(db, "select count(*) from swab where state = 0", DB_NONE);
  while (db_next(&rows))
    *count = db_column_int(&rows, 0);
  return rows.end;
}

/* --- results ---------------------------------------------------------------------------------- */

static enum tx_reason find_content(struct db *db, const struct tube_result_row *row) {
  DB_ROWS rows = db_select(db,
                           "select content from tube_result where area = $1 and tube = $2"
                           " and name = $3",
                           db_int((int64_t)row->area), HASH(row->tube), HASH(row->name));
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  return db_column_int(&rows, 0) == row->content ? TX_OK : TX_CONFLICT;
}

enum tx_reason tube_results_add(struct db *db, const struct tube_result_row *row,
                                struct tx_span sealed, bool *added) {
  enum tx_reason reason = db_run(
      db,
      "insert into tube_result (area, tube, name, source, content, received_at, restrains,"
      " sealed) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing",
      db_int((int64_t)row->area), HASH(row->tube), HASH(row->name), db_text(row->source),
      db_int(row->content), db_int(row->received_at), db_int(row->restrains), db_bytes(sealed));
  *added = reason == TX_OK && db_changes(db) > 0;
  return reason == TX_OK && !*added ? find_content(db, row) : reason;
}

struct db_rows tube_results_of(struct db *db, const uint8_t tube[TX_HASH_SIZE]) {
  return db_select(db,
                   "select area, tube, name, source, content, received_at, restrains, sealed"
                   " from tube_result where tube = $1 order by received_at, name",
                   HASH(tube));
}

void tube_results_read(const struct db_rows *rows, struct tube_result_row *out,
                       struct tx_span *sealed) {
  out->area = (uint64_t)db_column_int(rows, 0);
  read_hash(rows, 1, out->tube);
  read_hash(rows, 2, out->name);
  db_column_copy(rows, 3, out->source, sizeof out->source);
  out->content = db_column_int(rows, 4);
  out->received_at = db_column_int(rows, 5);
  out->restrains = db_column_int(rows, 6) != 0;
  *sealed = db_column_bytes(rows, 7);
}

/* --- both ------------------------------------------------------------------------------------- */

/* Each by an index of its own: swabs by either time together would be looked for in all of them. */
static const struct {
  const char *due, *sql;
} forget[] = {
  { "select 1 from swab where at < $1 limit $2",
    "delete from swab where (area, gate, seq) in (select area, gate, seq from swab"
    " where at < $1 order by at limit $2)" },
  { "select 1 from swab where received_at < $1 limit $2",
    "delete from swab where (area, gate, seq) in (select area, gate, seq from swab"
    " where received_at < $1 order by received_at limit $2)" },
  { "select 1 from tube_result where received_at < $1 limit $2",
    "delete from tube_result where (area, tube, name) in (select area, tube, name"
    " from tube_result where received_at < $1 order by received_at limit $2)" },
};

enum tx_reason tubes_forget(struct db *db, int64_t before, int64_t limit, bool *left) {
  enum tx_reason reason = TX_OK;
  *left = false;
  for (size_t i = 0; i < sizeof forget / sizeof *forget && reason == TX_OK; i++) {
    bool some = false;
    reason = db_forget(db, &some, forget[i].due, forget[i].sql, db_int(before), db_int(limit));
    *left |= some;
  }
  return reason;
}
