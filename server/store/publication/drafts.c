/* SPDX-License-Identifier: Apache-2.0 */
#include "drafts.h"

enum tx_reason drafts_add(struct db *db, uint64_t area, struct tx_span sealed, const char *actor,
                          int64_t now_s, int64_t *id) {
  DB_ROWS rows =
      db_select(db,
                "insert into draft (id, area, sealed, actor, created_at) "
                "select coalesce(max(id), 0) + 1, $1, $2, $3, $4 from draft returning id",
                db_int((int64_t)area), db_bytes(sealed), db_text(actor), db_int(now_s));
  *id = 0;
  while (db_next(&rows))
    *id = db_column_int(&rows, 0);
  return rows.end;
}

enum tx_reason drafts_put(struct db *db, const struct draft_row *row) {
  return db_run(db,
                "insert into draft (id, area, sealed, actor, created_at, seq, accepted) "
                "values ($1, $2, $3, $4, $5, $6, $7)",
                db_int(row->id), db_int((int64_t)row->area), db_bytes(row->sealed),
                db_text(row->actor), db_int(row->created_at),
                row->seq ? db_int((int64_t)row->seq) : db_null(), db_bytes(row->accepted));
}

struct db_rows drafts_find(struct db *db, int64_t id) {
  return db_select(db, "select area, sealed from draft where id = $1", db_int(id));
}

enum tx_reason drafts_note_published(struct db *db, int64_t id, uint64_t seq,
                                     struct tx_span accepted) {
  return db_run(db, "update draft set seq = $2, accepted = $3 where id = $1", db_int(id),
                db_int((int64_t)seq), db_bytes(accepted));
}

struct db_rows drafts_all(struct db *db) {
  return db_select(
      db, "select id, area, actor, created_at, seq, accepted from draft order by id desc", DB_NONE);
}

enum tx_reason drafts_forget(struct db *db, uint64_t area, int64_t created_before, int64_t limit,
                             bool *left) {
  return db_forget(
      db, left, "select 1 from draft where area = $1 and created_at < $2 limit $3",
      "delete from draft where area = $1 and id in (select id from draft where area = $1"
      " and created_at < $2 and id < (select max(id) from draft) order by id limit $3)",
      db_int((int64_t)area), db_int(created_before), db_int(limit));
}
