/* SPDX-License-Identifier: Apache-2.0 */
#include "applications.h"

#include "store/core/numbers.h"

#define HASH(hash) db_bytes(tx_span_of(hash, TX_HASH_SIZE))
#define KEY(key) db_bytes(tx_span_of((key)->bytes, HOLDER_KEY_SIZE))
#define ORIGIN(a) db_bytes(tx_span_of((a)->origin, sizeof(a)->origin))
#define COLUMNS                                                                                    \
  "area, id, holder, subject, idx, claim, relation, state, differs, asked_at, decided_at,"         \
  " decided_by, origin, sealed"

enum tx_reason applications_next(struct db *db, uint64_t area, int64_t *id) {
  int64_t highest = 0;
  DB_ROWS rows = db_select(db, "select coalesce(max(id), 0) from application where area = $1",
                           db_int((int64_t)area));
  while (db_next(&rows))
    highest = db_column_int(&rows, 0);
  return rows.end == TX_OK ? numbers_next(db, area, "application", highest, id) : rows.end;
}

enum tx_reason applications_add(struct db *db, const struct application *a, struct tx_span sealed) {
  return db_run(db,
                "insert into application (" COLUMNS ") values ($1, $2, $3, $4, $5, $6, $7,"
                " $8, $9, $10, $11, $12, $13, $14)",
                db_int((int64_t)a->area), db_int(a->id), KEY(&a->holder), HASH(a->subject),
                db_int(a->index), db_int(a->claim), db_int(a->relation), db_int(a->state),
                db_int(a->differs), db_int(a->asked_at), db_int(a->decided_at),
                db_text(a->decided_by), ORIGIN(a), db_bytes(sealed));
}

/* From where it came is of no use any more. */
static const uint8_t no_origin[sizeof((struct application *)0)->origin];

enum tx_reason applications_decide(struct db *db, const struct application *a,
                                   struct tx_span sealed) {
  enum tx_reason reason =
      db_run(db,
             "update application set state = $3, decided_at = $4, decided_by = $5, idx = $6,"
             " sealed = $7, origin = $8 where area = $1 and id = $2 and state = 0",
             db_int((int64_t)a->area), db_int(a->id), db_int(a->state), db_int(a->decided_at),
             db_text(a->decided_by), db_int(a->index), db_bytes(sealed),
             db_bytes(tx_span_of(no_origin, sizeof no_origin)));
  return reason == TX_OK && db_changes(db) == 0 ? TX_CONFLICT : reason;
}

enum tx_reason applications_withdraw(struct db *db, const struct application *a) {
  return db_run(db,
                "delete from application where area = $1 and holder = $2 and subject = $3"
                " and state = 0",
                db_int((int64_t)a->area), KEY(&a->holder), HASH(a->subject));
}

struct db_rows applications_find(struct db *db, uint64_t area, int64_t id) {
  return db_select(db, "select " COLUMNS " from application where area = $1 and id = $2",
                   db_int((int64_t)area), db_int(id));
}

struct db_rows applications_of_key(struct db *db, uint64_t area, const struct holder_key *key) {
  return db_select(db,
                   "select " COLUMNS " from application where area = $1 and holder = $2"
                   " order by id desc",
                   db_int((int64_t)area), KEY(key));
}

struct db_rows applications_in(struct db *db, uint64_t area, enum application_state state,
                               int64_t after, int64_t limit) {
  return db_select(db,
                   "select " COLUMNS " from application where area = $1 and state = $2 and id > $3"
                   " order by id limit $4",
                   db_int((int64_t)area), db_int(state), db_int(after), db_int(limit));
}

struct db_rows applications_about(struct db *db, uint64_t area, uint32_t index) {
  return db_select(db,
                   "select " COLUMNS " from application where area = $1 and idx = $2 and state = 0"
                   " order by id",
                   db_int((int64_t)area), db_int(index));
}

static void read_bytes(const struct db_rows *rows, int column, uint8_t *out, size_t n) {
  struct tx_span bytes = db_column_bytes(rows, column);
  memset(out, 0, n);
  if (bytes.n == n) memcpy(out, bytes.p, n);
}

void applications_read(const struct db_rows *rows, struct application *out,
                       struct tx_span *sealed) {
  int64_t state = db_column_int(rows, 7);
  *out = (struct application){
    .area = (uint64_t)db_column_int(rows, 0),
    .id = db_column_int(rows, 1),
    .index = db_column_int(rows, 4),
    .claim = db_column_int(rows, 5),
    .relation = db_column_int(rows, 6) ? HOLDER_FAMILY : HOLDER_OWN,
    .state = state >= 0 && state < APPLICATION_STATES ? (enum application_state)state
                                                      : APPLICATION_REFUSED,
    .differs = (unsigned)db_column_int(rows, 8),
    .asked_at = db_column_int(rows, 9),
    .decided_at = db_column_int(rows, 10),
  };
  read_bytes(rows, 2, out->holder.bytes, HOLDER_KEY_SIZE);
  read_bytes(rows, 3, out->subject, TX_HASH_SIZE);
  db_column_copy(rows, 11, out->decided_by, sizeof out->decided_by);
  read_bytes(rows, 12, out->origin, sizeof out->origin);
  *sealed = db_column_bytes(rows, 13);
}

enum tx_reason applications_waiting(struct db *db, const struct application *like, int64_t *all,
                                    int64_t *near) {
  DB_ROWS rows = db_select(db,
                           "select count(*), coalesce(sum(case when origin = $2 then 1 else 0 end),"
                           " 0) from application where area = $1 and state = 0",
                           db_int((int64_t)like->area), ORIGIN(like));
  *all = *near = 0;
  while (db_next(&rows)) {
    *all = db_column_int(&rows, 0);
    *near = db_column_int(&rows, 1);
  }
  return rows.end;
}

enum tx_reason applications_forget(struct db *db, uint64_t area, int64_t before, int64_t limit,
                                   bool *left) {
  return db_forget(
      db, left, "select 1 from application where area = $1 and asked_at < $2 limit $3",
      "delete from application where area = $1 and id in (select id from application"
      " where area = $1 and asked_at < $2 and decided_at < $2 order by asked_at limit $3)",
      db_int((int64_t)area), db_int(before), db_int(limit));
}
