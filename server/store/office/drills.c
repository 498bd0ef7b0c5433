/* SPDX-License-Identifier: Apache-2.0 */
#include "drills.h"

#include "store/core/numbers.h"

#define COLUMNS "area, id, from_s, until_s, started_by, ended_by"

enum tx_reason drills_add(struct db *db, struct drill_row *row) {
  enum tx_reason reason = numbers_next(db, row->area, "drill", 0, &row->id);
  if (reason != TX_OK) return reason;
  return db_run(db, "insert into drill (" COLUMNS ") values ($1, $2, $3, $4, $5, '')",
                db_int((int64_t)row->area), db_int(row->id), db_int(row->from_s),
                db_int(row->until_s), db_text(row->started_by));
}

enum tx_reason drills_end(struct db *db, const struct drill_row *row) {
  return db_run(db, "update drill set until_s = $3, ended_by = $4 where area = $1 and id = $2",
                db_int((int64_t)row->area), db_int(row->id), db_int(row->until_s),
                db_text(row->ended_by));
}

enum tx_reason drills_cover(struct db *db, uint64_t area, int64_t at, bool *covered) {
  DB_ROWS rows =
      db_select(db, "select 1 from drill where area = $1 and from_s <= $2 and until_s > $2",
                db_int((int64_t)area), db_int(at));
  *covered = db_next(&rows);
  return rows.end;
}

struct db_rows drills_of(struct db *db, uint64_t area, int64_t limit) {
  return db_select(db, "select " COLUMNS " from drill where area = $1 order by id desc limit $2",
                   db_int((int64_t)area), db_int(limit));
}

void drills_read(const struct db_rows *rows, struct drill_row *out) {
  *out = (struct drill_row){ .area = (uint64_t)db_column_int(rows, 0),
                             .id = db_column_int(rows, 1),
                             .from_s = db_column_int(rows, 2),
                             .until_s = db_column_int(rows, 3) };
  db_column_copy(rows, 4, out->started_by, sizeof out->started_by);
  db_column_copy(rows, 5, out->ended_by, sizeof out->ended_by);
}
