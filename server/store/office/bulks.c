/* SPDX-License-Identifier: Apache-2.0 */
#include "bulks.h"

/* Rows of no request are what was done alone, a row a second; those of a request hold what is left
 * of it. */

static enum tx_reason read_sum(struct db_rows *rows, int64_t *people) {
  *people = 0;
  while (db_next(rows))
    *people = db_column_int(rows, 0);
  return rows->end;
}

enum tx_reason bulks_alone(struct db *db, const char *login, enum bulk_what what, int64_t since,
                           int64_t *people) {
  DB_ROWS rows = db_select(db,
                           "select cast(coalesce(sum(people), 0) as bigint) from bulk"
                           " where login = $1 and what = $2 and request = 0 and at > $3",
                           db_text(login), db_int(what), db_int(since));
  return read_sum(&rows, people);
}

enum tx_reason bulks_note(struct db *db, const char *login, enum bulk_what what, uint64_t area,
                          int64_t now_s, int64_t people) {
  return db_run(db,
                "insert into bulk (login, what, area, request, at, people)"
                " values ($1, $2, $3, 0, $4, $5) on conflict (login, what, area, request, at)"
                " do update set people = bulk.people + excluded.people",
                db_text(login), db_int(what), db_int((int64_t)area), db_int(now_s), db_int(people));
}

enum tx_reason bulks_left(struct db *db, const char *login, enum bulk_what what, uint64_t area,
                          int64_t since, int64_t *people) {
  DB_ROWS rows = db_select(db,
                           "select cast(coalesce(sum(people), 0) as bigint) from bulk"
                           " where login = $1 and what = $2 and area = $3 and request > 0"
                           " and at > $4",
                           db_text(login), db_int(what), db_int((int64_t)area), db_int(since));
  return read_sum(&rows, people);
}

enum tx_reason bulks_allow(struct db *db, const char *login, const struct bulk_wish *wish,
                           uint64_t area, int64_t request, int64_t now_s) {
  return db_run(db,
                "insert into bulk (login, what, area, request, at, people)"
                " values ($1, $2, $3, $4, $5, $6)",
                db_text(login), db_int(wish->what), db_int((int64_t)area), db_int(request),
                db_int(now_s), db_int(wish->people));
}

static enum tx_reason find_oldest(struct db *db, const char *login, enum bulk_what what,
                                  uint64_t area, int64_t since, int64_t *request, int64_t *people) {
  DB_ROWS rows = db_select(db,
                           "select request, people from bulk where login = $1 and what = $2"
                           " and area = $3 and request > 0 and at > $4 and people > 0"
                           " order by at, request limit 1",
                           db_text(login), db_int(what), db_int((int64_t)area), db_int(since));
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  *request = db_column_int(&rows, 0);
  *people = db_column_int(&rows, 1);
  return TX_OK;
}

enum tx_reason bulks_spend(struct db *db, const char *login, enum bulk_what what, uint64_t area,
                           int64_t since, int64_t people) {
  enum tx_reason reason = TX_OK;
  while (reason == TX_OK && people > 0) {
    int64_t request = 0, left = 0;
    reason = find_oldest(db, login, what, area, since, &request, &left);
    if (reason != TX_OK) return reason;
    int64_t taken = people < left ? people : left;
    reason =
        db_run(db,
               "update bulk set people = people - $5 where login = $1 and what = $2"
               " and area = $3 and request = $4",
               db_text(login), db_int(what), db_int((int64_t)area), db_int(request), db_int(taken));
    people -= taken;
  }
  return reason;
}

enum tx_reason bulks_forget(struct db *db, int64_t before) {
  return db_run(db, "delete from bulk where at <= $1", db_int(before));
}
