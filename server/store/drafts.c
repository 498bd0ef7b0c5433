/* SPDX-License-Identifier: Apache-2.0 */
#include "drafts.h"

#include <string.h>

enum tx_reason drafts_add(struct db *db, uint64_t area, const char *json, const char *actor,
                          int64_t now_s, int64_t *id) {
  DB_ROWS rows =
      db_select(db,
                "insert into draft (id, area, json, actor, created_at) "
                "select coalesce(max(id), 0) + 1, $1, $2, $3, $4 from draft returning id",
                db_int((int64_t)area), db_text(json), db_text(actor), db_int(now_s));
  *id = 0;
  while (db_next(&rows))
    *id = db_column_int(&rows, 0);
  return rows.end;
}

enum tx_reason drafts_text(struct db *db, int64_t id, char **json) {
  DB_ROWS rows = db_select(db, "select json from draft where id = $1", db_int(id));
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  *json = strdup(db_column_text(&rows, 0));
  return *json ? TX_OK : TX_NO_MEMORY;
}

enum tx_reason drafts_note_published(struct db *db, int64_t id, uint64_t seq,
                                     const char *accepted) {
  return db_run(db, "update draft set seq = $2, accepted = $3 where id = $1", db_int(id),
                db_int((int64_t)seq), db_text(accepted));
}

struct db_rows drafts_all(struct db *db) {
  return db_select(
      db, "select id, area, actor, created_at, seq, accepted from draft order by id desc", DB_NONE);
}
