/* SPDX-License-Identifier: Apache-2.0 */
#include "appeals.h"

#include "store/core/numbers.h"

#define COLUMNS                                                                                    \
  "area, id, idx, field, way, state, ground, request, asked_body, decided_body, made_by, made_at," \
  " due_at, above, answered_by, answered_body, answered_at, sealed"

static enum tx_reason next_id(struct db *db, uint64_t area, int64_t *id) {
  int64_t highest = 0;
  DB_ROWS rows = db_select(db, "select coalesce(max(id), 0) from appeal where area = $1",
                           db_int((int64_t)area));
  while (db_next(&rows))
    highest = db_column_int(&rows, 0);
  return rows.end == TX_OK ? numbers_next(db, area, "appeal", highest, id) : rows.end;
}

enum tx_reason appeals_add(struct db *db, struct appeal *row) {
  enum tx_reason reason = next_id(db, row->area, &row->id);
  if (reason != TX_OK) return reason;
  return db_run(db,
                "insert into appeal (" COLUMNS ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,"
                " $11, $12, $13, '', '', '', 0, null)",
                db_int((int64_t)row->area), db_int(row->id), db_int(row->index), db_int(row->field),
                db_int(row->way), db_int(row->state), db_int(row->ground), db_int(row->request),
                db_text(row->asked_body), db_text(row->decided_body), db_text(row->made_by),
                db_int(row->made_at), db_int(row->due_at));
}

enum tx_reason appeals_seal(struct db *db, uint64_t area, int64_t id, struct tx_span sealed) {
  return db_run(db, "update appeal set sealed = $3 where area = $1 and id = $2",
                db_int((int64_t)area), db_int(id), db_bytes(sealed));
}

struct db_rows appeals_one(struct db *db, uint64_t area, int64_t id) {
  return db_select(db, "select " COLUMNS " from appeal where area = $1 and id = $2",
                   db_int((int64_t)area), db_int(id));
}

struct db_rows appeals_page(struct db *db, uint64_t area, enum appeal_state last,
                            const struct list_page *page) {
  return db_select(db,
                   "select " COLUMNS " from appeal where area = $1 and state <= $2"
                   " and (id < $3 or $3 = 0) order by id desc limit $4",
                   db_int((int64_t)area), db_int(last), db_int(page->below),
                   db_int((int64_t)page->limit + 1));
}

struct db_rows appeals_about(struct db *db, uint64_t area, uint32_t index) {
  return db_select(db,
                   "select " COLUMNS " from appeal where area = $1 and idx = $2 order by id desc",
                   db_int((int64_t)area), db_int(index));
}

void appeals_read(const struct db_rows *rows, struct appeal *out, struct tx_span *sealed) {
  *out = (struct appeal){ .area = (uint64_t)db_column_int(rows, 0),
                          .id = db_column_int(rows, 1),
                          .index = (uint32_t)db_column_int(rows, 2),
                          .field = (enum appeal_field)db_column_int(rows, 3),
                          .way = (enum appeal_way)db_column_int(rows, 4),
                          .state = (enum appeal_state)db_column_int(rows, 5),
                          .ground = (int)db_column_int(rows, 6),
                          .request = db_column_int(rows, 7),
                          .made_at = db_column_int(rows, 11),
                          .due_at = db_column_int(rows, 12),
                          .answered_at = db_column_int(rows, 16) };
  db_column_copy(rows, 8, out->asked_body, sizeof out->asked_body);
  db_column_copy(rows, 9, out->decided_body, sizeof out->decided_body);
  db_column_copy(rows, 10, out->made_by, sizeof out->made_by);
  db_column_copy(rows, 13, out->above, sizeof out->above);
  db_column_copy(rows, 14, out->answered_by, sizeof out->answered_by);
  db_column_copy(rows, 15, out->answered_body, sizeof out->answered_body);
  *sealed = db_column_bytes(rows, 17);
}

enum tx_reason appeals_settle(struct db *db, const struct appeal *row, enum appeal_state before) {
  enum tx_reason reason =
      db_run(db,
             "update appeal set state = $3, due_at = $4, above = $5, answered_by = $6,"
             " answered_body = $7, answered_at = $8 where area = $1 and id = $2 and state = $9",
             db_int((int64_t)row->area), db_int(row->id), db_int(row->state), db_int(row->due_at),
             db_text(row->above), db_text(row->answered_by), db_text(row->answered_body),
             db_int(row->answered_at), db_int(before));
  return reason == TX_OK && db_changes(db) == 0 ? TX_CONFLICT : reason;
}

enum tx_reason appeals_overdue(struct db *db, uint64_t area, int64_t now_s, int64_t *id) {
  DB_ROWS rows = db_select(db,
                           "select min(id) from appeal where area = $1 and state = $2"
                           " and due_at <= $3",
                           db_int((int64_t)area), db_int(APPEAL_OPEN), db_int(now_s));
  if (!db_next(&rows)) return rows.end;
  *id = db_column_int(&rows, 0);
  return db_column_null(&rows, 0) ? TX_NOT_FOUND : TX_OK;
}

enum tx_reason appeals_forget(struct db *db, uint64_t area, int64_t before, int64_t limit,
                              bool *left) {
  return db_forget(db, left, "select 1 from appeal where area = $1 and made_at < $2 limit $3",
                   "delete from appeal where area = $1 and id in (select id from appeal"
                   " where area = $1 and made_at < $2 order by made_at limit $3)",
                   db_int((int64_t)area), db_int(before), db_int(limit));
}
