/* SPDX-License-Identifier: Apache-2.0 */
#include "claims.h"

#include "store/core/numbers.h"

#define HASH(hash) db_bytes(tx_span_of(hash, TX_HASH_SIZE))
#define COLUMNS                                                                                    \
  "area, id, personal, idx, place, made_at, until, wrong, closed_at, made_by, sealed,"             \
  " (select count(*) from claim_use u where u.area = claim.area and u.claim = claim.id)"

enum tx_reason claims_next(struct db *db, uint64_t area, int64_t *id) {
  int64_t highest = 0;
  DB_ROWS rows = db_select(db, "select coalesce(max(id), 0) from claim where area = $1",
                           db_int((int64_t)area));
  while (db_next(&rows))
    highest = db_column_int(&rows, 0);
  return rows.end == TX_OK ? numbers_next(db, area, "claim", highest, id) : rows.end;
}

enum tx_reason claims_add(struct db *db, const struct claim *claim,
                          const uint8_t code[TX_HASH_SIZE], struct tx_span sealed) {
  return db_run(db,
                "insert into claim (area, id, personal, idx, place, code, made_at, until, wrong,"
                " closed_at, made_by, sealed) values ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, $9,"
                " $10)",
                db_int((int64_t)claim->area), db_int(claim->id), db_int(claim->personal),
                db_int(claim->index), HASH(claim->place), HASH(code), db_int(claim->made_at),
                db_int(claim->until), db_text(claim->made_by), db_bytes(sealed));
}

void claims_read(const struct db_rows *rows, struct claim *out, struct tx_span *sealed) {
  struct tx_span place = db_column_bytes(rows, 4);
  *out = (struct claim){ .area = (uint64_t)db_column_int(rows, 0),
                         .id = db_column_int(rows, 1),
                         .personal = db_column_int(rows, 2) != 0,
                         .index = (uint32_t)db_column_int(rows, 3),
                         .made_at = db_column_int(rows, 5),
                         .until = db_column_int(rows, 6),
                         .wrong = (int)db_column_int(rows, 7),
                         .closed_at = db_column_int(rows, 8),
                         .used = (int)db_column_int(rows, 11) };
  if (place.n == TX_HASH_SIZE) memcpy(out->place, place.p, TX_HASH_SIZE);
  db_column_copy(rows, 9, out->made_by, sizeof out->made_by);
  *sealed = db_column_bytes(rows, 10);
}

enum tx_reason claims_find(struct db *db, uint64_t area, const uint8_t code[TX_HASH_SIZE],
                           struct claim *out) {
  struct tx_span sealed;
  DB_ROWS rows = db_select(db, "select " COLUMNS " from claim where area = $1 and code = $2",
                           db_int((int64_t)area), HASH(code));
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  claims_read(&rows, out, &sealed);
  return TX_OK;
}

struct db_rows claims_page(struct db *db, uint64_t area, const struct list_page *page) {
  return db_select(db,
                   "select " COLUMNS " from claim where area = $1 and (id < $2 or $2 = 0)"
                   " order by id desc limit $3",
                   db_int((int64_t)area), db_int(page->below), db_int((int64_t)page->limit + 1));
}

enum tx_reason claims_newest(struct db *db, uint64_t area, uint32_t index,
                             const uint8_t place[TX_HASH_SIZE], int64_t *made_at) {
  DB_ROWS rows = db_select(db,
                           "select made_at from claim where area = $1 and place = $2"
                           " and (personal = 0 or idx = $3) order by id desc limit 1",
                           db_int((int64_t)area), HASH(place), db_int(index));
  *made_at = db_next(&rows) ? db_column_int(&rows, 0) : 0;
  return rows.end;
}

enum tx_reason claims_any_open(struct db *db, const struct claim *like, int64_t now_s, bool *any) {
  DB_ROWS rows = db_select(db,
                           "select id from claim where area = $1 and place = $2 and personal = 0"
                           " and closed_at = 0 and until > $3 limit 1",
                           db_int((int64_t)like->area), HASH(like->place), db_int(now_s));
  *any = db_next(&rows);
  return rows.end;
}

enum tx_reason claims_close_like(struct db *db, const struct claim *like, int64_t now_s) {
  return db_run(db,
                "update claim set closed_at = $5 where area = $1 and personal = $2 and idx = $3"
                " and place = $4 and closed_at = 0",
                db_int((int64_t)like->area), db_int(like->personal), db_int(like->index),
                HASH(like->place), db_int(now_s));
}

enum tx_reason claims_note(struct db *db, const struct claim *claim) {
  return db_run(db, "update claim set wrong = $3, closed_at = $4 where area = $1 and id = $2",
                db_int((int64_t)claim->area), db_int(claim->id), db_int(claim->wrong),
                db_int(claim->closed_at));
}

enum tx_reason claims_use(struct db *db, const struct claim *claim, uint32_t index, int64_t now_s) {
  return db_run(db, "insert into claim_use (area, claim, idx, used_at) values ($1, $2, $3, $4)",
                db_int((int64_t)claim->area), db_int(claim->id), db_int(index), db_int(now_s));
}

enum tx_reason claims_is_used(struct db *db, const struct claim *claim, uint32_t index,
                              bool *used) {
  DB_ROWS rows =
      db_select(db, "select used_at from claim_use where area = $1 and claim = $2 and idx = $3",
                db_int((int64_t)claim->area), db_int(claim->id), db_int(index));
  *used = db_next(&rows);
  return rows.end;
}

enum tx_reason claims_forget(struct db *db, uint64_t area, int64_t before, int64_t limit,
                             bool *left) {
  static const char due[] = "select 1 from claim where area = $1 and until < $2 limit $3";
  enum tx_reason reason =
      db_forget(db, left, due,
                "delete from claim_use where area = $1 and claim in (select id from claim"
                " where area = $1 and until < $2 order by until, id limit $3)",
                db_int((int64_t)area), db_int(before), db_int(limit));
  if (reason != TX_OK) return reason;
  return db_forget(db, left, due,
                   "delete from claim where area = $1 and id in (select id from claim"
                   " where area = $1 and until < $2 order by until, id limit $3)",
                   db_int((int64_t)area), db_int(before), db_int(limit));
}
