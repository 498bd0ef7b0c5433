/* SPDX-License-Identifier: Apache-2.0 */
#include "imports.h"

#define COLUMNS "area, id, kind, state, actor, started_at, rows, total, next_index, owner"

static enum tx_reason refuse_second(struct db *db, const struct import_row *row) {
  if (strcmp(row->kind, "held") == 0) return TX_OK;
  DB_ROWS rows = db_select(db, "select count(*) from import where area = $1 and kind = $2",
                           db_int((int64_t)row->area), db_text(row->kind));
  bool other = db_next(&rows) && db_column_int(&rows, 0) > 0;
  return other ? TX_CONFLICT : rows.end;
}

/* Rows of one that is over keep its id, so none is used again within an area. */
static enum tx_reason next_id(struct db *db, struct import_row *row) {
  DB_ROWS rows =
      db_select(db, "update area set imports = imports + 1 where area = $1 returning imports",
                db_int((int64_t)row->area));
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  row->id = db_column_int(&rows, 0);
  return TX_OK;
}

enum tx_reason imports_add(struct db *db, struct import_row *row) {
  enum tx_reason reason = refuse_second(db, row);
  if (reason == TX_OK) reason = next_id(db, row);
  if (reason != TX_OK) return reason;
  return db_run(
      db, "insert into import (" COLUMNS ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      db_int((int64_t)row->area), db_int(row->id), db_text(row->kind),
      db_text(import_state_word(row->state)), db_text(row->actor), db_int(row->started_at),
      db_int(row->rows), db_int(row->total), db_int(row->next_index), db_text(row->owner));
}

void imports_read(const struct db_rows *rows, struct import_row *out) {
  *out = (struct import_row){
    .area = (uint64_t)db_column_int(rows, 0),
    .id = db_column_int(rows, 1),
    .started_at = db_column_int(rows, 5),
    .rows = db_column_int(rows, 6),
    .total = db_column_int(rows, 7),
    .next_index = (uint32_t)db_column_int(rows, 8),
  };
  const char *state = db_column_text(rows, 3);
  out->state = import_state_find(state ? state : "");
  db_column_copy(rows, 2, out->kind, sizeof out->kind);
  db_column_copy(rows, 4, out->actor, sizeof out->actor);
  db_column_copy(rows, 9, out->owner, sizeof out->owner);
}

enum tx_reason imports_find(struct db *db, uint64_t area, int64_t id, struct import_row *out) {
  DB_ROWS rows = db_select(db, "select " COLUMNS " from import where area = $1 and id = $2",
                           db_int((int64_t)area), db_int(id));
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  imports_read(&rows, out);
  return TX_OK;
}

enum tx_reason imports_note(struct db *db, const struct import_row *row) {
  return db_run(db, "update import set rows = $3, next_index = $4 where area = $1 and id = $2",
                db_int((int64_t)row->area), db_int(row->id), db_int(row->rows),
                db_int(row->next_index));
}

enum tx_reason imports_move(struct db *db, uint64_t area, int64_t id, enum import_state from,
                            enum import_state to) {
  enum tx_reason reason =
      db_run(db, "update import set state = $4 where area = $1 and id = $2 and state = $3",
             db_int((int64_t)area), db_int(id), db_text(import_state_word(from)),
             db_text(import_state_word(to)));
  if (reason != TX_OK) return reason;
  return db_changes(db) ? TX_OK : TX_NOT_FOUND;
}

enum tx_reason imports_adopt(struct db *db, const struct import_row *row, const char *owner) {
  enum tx_reason reason =
      db_run(db, "update import set owner = $4 where area = $1 and id = $2 and owner = $3",
             db_int((int64_t)row->area), db_int(row->id), db_text(row->owner), db_text(owner));
  if (reason != TX_OK) return reason;
  return db_changes(db) ? TX_OK : TX_NOT_FOUND;
}

enum tx_reason imports_end(struct db *db, uint64_t area, int64_t id) {
  return db_run(db, "delete from import where area = $1 and id = $2", db_int((int64_t)area),
                db_int(id));
}

enum tx_reason imports_lapse(struct db *db, uint64_t area, int64_t before) {
  return db_run(db,
                "update import set state = $3 where area = $1 and state = $4"
                " and started_at < $2",
                db_int((int64_t)area), db_int(before), db_text(import_state_word(IMPORT_CANCELLED)),
                db_text(import_state_word(IMPORT_HELD)));
}

struct db_rows imports_all(struct db *db) {
  return db_select(db, "select " COLUMNS " from import order by area, id", DB_NONE);
}
