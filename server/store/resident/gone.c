/* SPDX-License-Identifier: Apache-2.0 */
#include "gone.h"

#define COLUMNS "idx, ended_at, generation"

enum tx_reason gone_put(struct db *db, uint64_t area, int64_t import, uint32_t index) {
  return db_post(db,
                 "insert into import_gone (area, import, " COLUMNS ") values ($1, $2, $3, 0, 0)",
                 db_int((int64_t)area), db_int(import), db_int(index));
}

struct db_rows gone_page(struct db *db, uint64_t area, int64_t import, uint32_t from,
                         int64_t limit) {
  return db_select(db,
                   "select " COLUMNS " from import_gone where area = $1 and import = $2"
                   " and idx >= $3 order by idx limit $4",
                   db_int((int64_t)area), db_int(import), db_int(from), db_int(limit));
}

void gone_read(const struct db_rows *rows, struct gone *out) {
  *out = (struct gone){ .index = (uint32_t)db_column_int(rows, 0),
                        .ended_at = db_column_int(rows, 1),
                        .generation = (uint8_t)db_column_int(rows, 2) };
}

enum tx_reason gone_find(struct db *db, uint64_t area, int64_t import, uint32_t index,
                         struct gone *out) {
  DB_ROWS rows = gone_page(db, area, import, index, 1);
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  gone_read(&rows, out);
  return out->index == index ? TX_OK : TX_NOT_FOUND;
}

enum tx_reason gone_named_since(struct db *db, uint64_t area, int64_t import, uint32_t index,
                                bool *named) {
  DB_ROWS rows = db_select(
      db,
      "select count(*) from import_done d where d.area = $1 and d.id > $2 and d.undo = 0"
      " and not exists (select 1 from import_gone g where g.area = d.area and g.import = d.id"
      " and g.idx = $3)",
      db_int((int64_t)area), db_int(import), db_int(index));
  *named = db_next(&rows) && db_column_int(&rows, 0) > 0;
  return rows.end;
}

enum tx_reason gone_note(struct db *db, uint64_t area, int64_t import, const struct gone *gone) {
  return db_post(db,
                 "update import_gone set ended_at = $4, generation = $5"
                 " where area = $1 and import = $2 and idx = $3",
                 db_int((int64_t)area), db_int(import), db_int(gone->index), db_int(gone->ended_at),
                 db_int(gone->generation));
}

enum tx_reason gone_withdraw(struct db *db, uint64_t area, int64_t import, int64_t limit,
                             bool *left) {
  enum tx_reason reason =
      db_run(db,
             "delete from import_gone where area = $1 and import = $2 and idx in"
             " (select idx from import_gone where area = $1 and import = $2 order by idx limit $3)",
             db_int((int64_t)area), db_int(import), db_int(limit));
  *left = reason == TX_OK && db_changes(db) == limit;
  return reason;
}

enum tx_reason gone_forget(struct db *db, uint64_t area, int64_t before, int64_t limit,
                           bool *left) {
  return db_forget(
      db, left, "select 1 from import_done where area = $1 and done_at <= $2 limit $3",
      "delete from import_gone where area = $1 and (import, idx) in"
      " (select g.import, g.idx from import_done d cross join import_gone g" /* in this order */
      " where d.area = $1 and d.done_at <= $2 and g.area = d.area and g.import = d.id"
      " and g.ended_at <= $2 order by g.import, g.idx limit $3)",
      db_int((int64_t)area), db_int(before), db_int(limit));
}
