/* SPDX-License-Identifier: Apache-2.0 */
#include "gates.h"

#include "store/core/changes.h"

#define COLUMNS "name, area, kind, label, alg, spki, added_at, removed_at, acknowledged"

enum tx_reason gates_add(struct db *db, const struct gate_row *gate) {
  enum tx_reason reason = db_run(
      db, "insert into gate (" COLUMNS ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      db_text(gate->name), db_int((int64_t)gate->area), db_int(gate->kind), db_text(gate->label),
      db_int(gate->alg), db_bytes(tx_span_of(gate->spki, gate->spki_len)), db_int(gate->added_at),
      db_null(), db_int(0));
  return reason == TX_OK ? changes_note(db, CHANGE_GATES, gate->area, 0) : reason;
}

void gates_read(const struct db_rows *rows, struct gate_row *out) {
  *out = (struct gate_row){
    .area = (uint64_t)db_column_int(rows, 1),
    .kind = (int)db_column_int(rows, 2),
    .alg = db_column_int(rows, 4),
    .added_at = db_column_int(rows, 6),
    .removed_at = db_column_int(rows, 7),
    .acknowledged = (uint64_t)db_column_int(rows, 8),
  };
  db_column_copy(rows, 0, out->name, sizeof out->name);
  db_column_copy(rows, 3, out->label, sizeof out->label);
  struct tx_span spki = db_column_bytes(rows, 5);
  out->spki_len = spki.n <= TX_SPKI_MAX ? spki.n : 0;
  if (out->spki_len) memcpy(out->spki, spki.p, out->spki_len);
}

static enum tx_reason read_one(struct db_rows *rows, struct gate_row *out) {
  if (!db_next(rows)) return rows->end == TX_OK ? TX_NOT_FOUND : rows->end;
  gates_read(rows, out);
  return TX_OK;
}

enum tx_reason gates_find(struct db *db, const char *name, struct gate_row *out) {
  DB_ROWS rows = db_select(db, "select " COLUMNS " from gate where name = $1", db_text(name));
  return read_one(&rows, out);
}

enum tx_reason gates_find_by_word(struct db *db, const char *word, struct gate_row *out) {
  DB_ROWS rows = db_select(db,
                           "select " COLUMNS " from gate where name = $1 or label = $1 "
                           "order by coalesce(removed_at, 0), added_at desc limit 1",
                           db_text(word));
  return read_one(&rows, out);
}

struct db_rows gates_all(struct db *db) {
  return db_select(db, "select " COLUMNS " from gate order by area, label, name", DB_NONE);
}

enum tx_reason gates_remove(struct db *db, const char *name, int64_t now_s) {
  enum tx_reason reason =
      db_run(db, "update gate set removed_at = $2 where name = $1 and removed_at is null",
             db_text(name), db_int(now_s));
  return reason == TX_OK ? changes_note(db, CHANGE_GATES, 0, 0) : reason;
}

enum tx_reason gates_acknowledge(struct db *db, const char *name, uint64_t seq) {
  return db_run(db, "update gate set acknowledged = $2 where name = $1 and acknowledged < $2",
                db_text(name), db_int((int64_t)seq));
}
