/* SPDX-License-Identifier: Apache-2.0 */
#include "traces.h"

#include "store/core/numbers.h"

#define COLUMNS                                                                                    \
  "area, id, idx, from_s, to_s, minutes, made_by, made_body, made_at, names_by, names_at, first,"  \
  " second"

enum tx_reason traces_number(struct db *db, uint64_t area, int64_t *id) {
  int64_t highest = 0;
  DB_ROWS rows = db_select(db, "select coalesce(max(id), 0) from trace where area = $1",
                           db_int((int64_t)area));
  while (db_next(&rows))
    highest = db_column_int(&rows, 0);
  return rows.end == TX_OK ? numbers_next(db, area, "trace", highest, id) : rows.end;
}

enum tx_reason traces_add(struct db *db, const struct trace *row, struct tx_span sealed) {
  return db_run(db,
                "insert into trace (" COLUMNS
                ", sealed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', 0, $10, $11, $12)",
                db_int((int64_t)row->area), db_int(row->id), db_int(row->index),
                db_int(row->from_s), db_int(row->to_s), db_int(row->minutes), db_text(row->made_by),
                db_text(row->made_body), db_int(row->made_at), db_int(row->people[0]),
                db_int(row->people[1]), db_bytes(sealed));
}

enum tx_reason traces_allow(struct db *db, uint64_t area, int64_t id, const char *login,
                            int64_t now_s) {
  enum tx_reason reason =
      db_run(db, "update trace set names_by = $3, names_at = $4 where area = $1 and id = $2",
             db_int((int64_t)area), db_int(id), db_text(login), db_int(now_s));
  return reason == TX_OK && db_changes(db) == 0 ? TX_NOT_FOUND : reason;
}

struct db_rows traces_of(struct db *db, uint64_t area, int64_t below, int64_t limit) {
  return db_select(db,
                   "select " COLUMNS " from trace where area = $1 and (id < $2 or $2 = 0)"
                   " order by id desc limit $3",
                   db_int((int64_t)area), db_int(below), db_int(limit));
}

struct db_rows traces_one(struct db *db, uint64_t area, int64_t id) {
  return db_select(db, "select " COLUMNS ", sealed from trace where area = $1 and id = $2",
                   db_int((int64_t)area), db_int(id));
}

void traces_read(const struct db_rows *rows, struct trace *out, struct tx_span *sealed) {
  *out = (struct trace){ .area = (uint64_t)db_column_int(rows, 0),
                         .id = db_column_int(rows, 1),
                         .index = (uint32_t)db_column_int(rows, 2),
                         .from_s = db_column_int(rows, 3),
                         .to_s = db_column_int(rows, 4),
                         .minutes = (int)db_column_int(rows, 5),
                         .made_at = db_column_int(rows, 8),
                         .names_at = db_column_int(rows, 10),
                         .people = { db_column_int(rows, 11), db_column_int(rows, 12) } };
  db_column_copy(rows, 6, out->made_by, sizeof out->made_by);
  db_column_copy(rows, 7, out->made_body, sizeof out->made_body);
  db_column_copy(rows, 9, out->names_by, sizeof out->names_by);
  if (sealed) *sealed = db_column_bytes(rows, 13);
}

enum tx_reason traces_forget(struct db *db, uint64_t area, int64_t before, int64_t limit,
                             bool *left) {
  return db_forget(db, left, "select 1 from trace where area = $1 and to_s < $2 limit $3",
                   "delete from trace where area = $1 and id in (select id from trace"
                   " where area = $1 and to_s < $2 order by to_s limit $3)",
                   db_int((int64_t)area), db_int(before), db_int(limit));
}
