/* SPDX-License-Identifier: Apache-2.0 */
#include "undo.h"

#include "documents.h"

#include "format/record.h"

#define UNDOING_S 3600 /* one that was begun in time is not crossed */
#define COLUMNS "area, id, actor, done_at, added, updated, undo"
#define GONE                                                                                       \
  ", (select count(*) from import_gone g where g.area = d.area and g.import = d.id),"              \
  " (select count(*) from import_gone g where g.area = d.area and g.import = d.id"                 \
  " and g.ended_at > 0)"

enum tx_reason done_add(struct db *db, const struct import_done *done) {
  return db_run(db, "insert into import_done (" COLUMNS ") values ($1, $2, $3, $4, $5, $6, $7)",
                db_int((int64_t)done->area), db_int(done->id), db_text(done->actor),
                db_int(done->done_at), db_int(done->added), db_int(done->updated),
                db_int(done->undo));
}

void done_read(const struct db_rows *rows, struct import_done *out) {
  *out = (struct import_done){ .area = (uint64_t)db_column_int(rows, 0),
                               .id = db_column_int(rows, 1),
                               .done_at = db_column_int(rows, 3),
                               .added = db_column_int(rows, 4),
                               .updated = db_column_int(rows, 5),
                               .undo = (enum import_undo)db_column_int(rows, 6),
                               .gone = db_column_int(rows, 7),
                               .ended = db_column_int(rows, 8) };
  db_column_copy(rows, 2, out->actor, sizeof out->actor);
}

enum tx_reason done_find(struct db *db, uint64_t area, int64_t id, struct import_done *out) {
  DB_ROWS rows =
      db_select(db, "select " COLUMNS GONE " from import_done d where area = $1 and id = $2",
                db_int((int64_t)area), db_int(id));
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  done_read(&rows, out);
  return TX_OK;
}

struct db_rows done_of_area(struct db *db, uint64_t area, int64_t since) {
  return db_select(db,
                   "select " COLUMNS GONE " from import_done d where area = $1 and (done_at > $2 or"
                   " exists (select 1 from import_gone g where g.area = d.area and g.import = d.id"
                   " and g.ended_at > $2)) order by id",
                   db_int((int64_t)area), db_int(since));
}

enum tx_reason done_note(struct db *db, uint64_t area, int64_t id, enum import_undo undo) {
  return db_run(db, "update import_done set undo = $3 where area = $1 and id = $2",
                db_int((int64_t)area), db_int(id), db_int(undo));
}

/* The people first: what names them goes with the last. */
enum tx_reason done_forget(struct db *db, uint64_t area, int64_t before, int64_t limit,
                           bool *left) {
  enum tx_reason reason =
      db_forget(db, left,
                "select 1 from import_done where area = $1 and (done_at <= $3 or"
                " (undo <> 1 and done_at <= $2)) limit $4",
                "delete from import_before where area = $1 and (import, idx) in"
                " (select import, idx from import_before where area = $1 and import in"
                " (select id from import_done where area = $1 and (done_at <= $3 or (undo <> 1 and"
                " done_at <= $2))) order by import, idx limit $4)",
                db_int((int64_t)area), db_int(before), db_int(before - UNDOING_S), db_int(limit));
  if (reason != TX_OK || *left) return reason;
  return db_run(db,
                "delete from import_done where area = $1 and (done_at <= $3 or (undo <> 1 and"
                " done_at <= $2)) and not exists (select 1 from import_gone g where"
                " g.area = import_done.area and g.import = import_done.id)",
                db_int((int64_t)area), db_int(before), db_int(before - UNDOING_S));
}

/* --- people ----------------------------------------------------------------------------------- */

enum tx_reason before_keep(struct db *db, uint64_t area, int64_t import, uint32_t index) {
  return db_post(
      db,
      "insert into import_before (area, import, idx, name_hash, sealed, household, role,"
      " import_before, phone_hash) select area, cast($2 as bigint), idx, name_hash, sealed,"
      " household, role, import, phone_hash from resident where area = $1 and idx = $3",
      db_int((int64_t)area), db_int(import), db_int(index));
}

struct db_rows before_page(struct db *db, uint64_t area, int64_t import, int64_t limit) {
  return db_select(db,
                   "select b.idx, r.issues from import_before b left join resident r"
                   " on r.area = b.area and r.idx = b.idx where b.area = $1 and b.import = $2"
                   " order by b.idx limit $3",
                   db_int((int64_t)area), db_int(import), db_int(limit));
}

struct db_rows added_page(struct db *db, uint64_t area, int64_t import, uint32_t from,
                          int64_t limit) {
  return db_select(
      db,
      "select idx, id_hash, issues, state, (select count(*) from application a where a.area = "
      "r.area"
      " and a.idx = r.idx) + (select count(*) from holding h where h.area = r.area and"
      " h.idx = r.idx) + (select count(*) from claim c where c.area = r.area and c.personal = 1"
      " and c.idx = r.idx) + (select count(*) from request q where q.area = r.area and"
      " q.idx = r.idx and q.act in (0, 1)) + (select count(*) from appeal p where p.area = r.area"
      " and p.idx = r.idx), created_at"
      " from resident r where area = $1 and coalesce(import, 0) = $2 and idx >= $3"
      " order by idx limit $4",
      db_int((int64_t)area), db_int(import), db_int(from), db_int(limit));
}

struct db_rows issued_page(struct db *db, uint64_t area, const char *actor, int64_t iat,
                           uint32_t from, int64_t limit) {
  return db_select(db,
                   "select r.idx from resident r join issue i on i.area = r.area and i.idx = r.idx"
                   " and i.n = r.issues where r.area = $1 and r.idx >= $2 and r.state <> $3"
                   " and i.actor = $4 and i.iat <= $5 order by r.idx limit $6",
                   db_int((int64_t)area), db_int(from), db_int(TX_STATE_REVOKED), db_text(actor),
                   db_int(iat), db_int(limit));
}

enum tx_reason before_restore(struct db *db, uint64_t area, int64_t import, uint32_t index,
                              bool *back) {
  enum tx_reason reason =
      db_run(db,
             "update resident set name_hash = b.name_hash, phone_hash = b.phone_hash,"
             " sealed = b.sealed,"
             " household = b.household, role = b.role, import = b.import_before"
             " from import_before b where resident.area = $1 and resident.import = $2 and"
             " resident.idx = $3 and b.area = resident.area and b.import = $2 and"
             " b.idx = resident.idx",
             db_int((int64_t)area), db_int(import), db_int(index));
  *back = reason == TX_OK && db_changes(db) > 0;
  if (reason != TX_OK) return reason;
  return db_run(db, "delete from import_before where area = $1 and import = $2 and idx = $3",
                db_int((int64_t)area), db_int(import), db_int(index));
}

enum tx_reason added_remove(struct db *db, uint64_t area, int64_t import, uint32_t index,
                            const uint8_t id_hash[TX_HASH_SIZE]) {
  enum tx_reason reason =
      db_run(db, "delete from resident where area = $1 and coalesce(import, 0) = $2 and idx = $3",
             db_int((int64_t)area), db_int(import), db_int(index));
  if (reason == TX_OK) reason = documents_drop(db, area, index);
  if (reason != TX_OK) return reason;
  return db_run(db, "delete from directory where id_hash = $1 and area = $2",
                db_bytes(tx_span_of(id_hash, TX_HASH_SIZE)), db_int((int64_t)area));
}
