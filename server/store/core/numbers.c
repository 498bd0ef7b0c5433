/* SPDX-License-Identifier: Apache-2.0 */
#include "numbers.h"

enum tx_reason numbers_next(struct db *db, uint64_t area, const char *kind, int64_t highest,
                            int64_t *next) {
  DB_ROWS rows = db_select(db,
                           "insert into number (area, kind, last) values ($1, $2, $3)"
                           " on conflict (area, kind) do update set last ="
                           " case when excluded.last > number.last then excluded.last"
                           " else number.last + 1 end returning last",
                           db_int((int64_t)area), db_text(kind), db_int(highest + 1));
  while (db_next(&rows))
    *next = db_column_int(&rows, 0);
  return rows.end;
}
