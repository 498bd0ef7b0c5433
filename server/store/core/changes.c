/* SPDX-License-Identifier: Apache-2.0 */
#include "changes.h"

enum tx_reason changes_note(struct db *db, const char *kind, uint64_t area, uint64_t seq) {
  return db_run(db,
                "insert into change (n, kind, area, seq) "
                "select coalesce(max(n), 0) + 1, $1, $2, $3 from change",
                db_text(kind), db_int((int64_t)area), db_int((int64_t)seq));
}

enum tx_reason changes_last(struct db *db, int64_t *n) {
  DB_ROWS rows = db_select(db, CHANGES_LAST, DB_NONE);
  *n = db_next(&rows) ? db_column_int(&rows, 0) : 0;
  return rows.end;
}

struct db_rows changes_after(struct db *db, int64_t n) {
  return db_select(db, "select n, kind, area, seq from change where n > $1 order by n", db_int(n));
}

enum tx_reason changes_forget(struct db *db) {
  return db_run(db, "delete from change where n <= (select max(c.n) from change c) - $1",
                db_int(CHANGES_KEPT));
}
