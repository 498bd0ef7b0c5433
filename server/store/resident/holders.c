/* SPDX-License-Identifier: Apache-2.0 */
#include "holders.h"

#define KEY(key) db_bytes(tx_span_of((key)->bytes, HOLDER_KEY_SIZE))
#define HASH(hash) db_bytes(tx_span_of(hash, TX_HASH_SIZE))

/* --- areas ------------------------------------------------------------------------------------ */

enum tx_reason holders_enter(struct db *db, const struct holder_key *key, uint64_t area) {
  return db_run(db, "insert into holder_area (holder, area) values ($1, $2) on conflict do nothing",
                KEY(key), db_int((int64_t)area));
}

struct db_rows holders_areas(struct db *db, const struct holder_key *key) {
  return db_select(db, "select area from holder_area where holder = $1 order by area", KEY(key));
}

static enum tx_reason last_of_page(struct db *db, uint64_t area, const struct holder_key *after,
                                   int64_t limit, struct holder_key *last, bool *left) {
  int64_t read = 0;
  DB_ROWS rows = db_select(db,
                           "select holder from holder_area where area = $1 and holder > $2"
                           " order by holder limit $3",
                           db_int((int64_t)area), KEY(after), db_int(limit));
  for (; db_next(&rows); read++) {
    struct tx_span key = db_column_bytes(&rows, 0);
    if (key.n == HOLDER_KEY_SIZE) memcpy(last->bytes, key.p, HOLDER_KEY_SIZE);
  }
  *left = read == limit;
  return rows.end;
}

enum tx_reason holders_forget(struct db *db, uint64_t area, struct holder_key *after, int64_t limit,
                              bool *left) {
  struct holder_key last = *after;
  enum tx_reason reason = last_of_page(db, area, after, limit, &last, left);
  if (reason == TX_OK)
    reason = db_run(db,
                    "delete from holder_area where area = $1 and holder > $2 and holder <= $3"
                    " and not exists (select 1 from holding h where h.area = holder_area.area"
                    " and h.holder = holder_area.holder) and not exists (select 1"
                    " from application a where a.area = holder_area.area"
                    " and a.holder = holder_area.holder)",
                    db_int((int64_t)area), KEY(after), KEY(&last));
  *after = last;
  return reason;
}

/* --- holdings --------------------------------------------------------------------------------- */

#define COLUMNS "area, idx, holder, relation, n, generation, iat, exp, ended_at, sealed"

enum tx_reason holdings_put(struct db *db, const struct holding *holding) {
  enum tx_reason reason =
      db_run(db, "delete from holding where area = $1 and idx = $2 and holder = $3",
             db_int((int64_t)holding->area), db_int(holding->index), KEY(&holding->holder));
  if (reason != TX_OK) return reason;
  return db_run(
      db, "insert into holding (" COLUMNS ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, null)",
      db_int((int64_t)holding->area), db_int(holding->index), KEY(&holding->holder),
      db_int(holding->relation), db_int(holding->n), db_int(holding->generation),
      db_int(holding->iat), db_int(holding->exp), db_int(holding->ended_at));
}

enum tx_reason holdings_keep_text(struct db *db, const struct holding *holding,
                                  struct tx_span sealed) {
  return db_run(db,
                "update holding set sealed = $5 where area = $1 and idx = $2 and holder = $3"
                " and n = $4",
                db_int((int64_t)holding->area), db_int(holding->index), KEY(&holding->holder),
                db_int(holding->n), db_bytes(sealed));
}

enum tx_reason holdings_end_others(struct db *db, const struct holding *holding, int64_t now_s) {
  return db_run(db,
                "update holding set ended_at = $4, sealed = null where area = $1 and idx = $2"
                " and holder <> $3 and ended_at = 0",
                db_int((int64_t)holding->area), db_int(holding->index), KEY(&holding->holder),
                db_int(now_s));
}

struct db_rows holdings_of_key(struct db *db, uint64_t area, const struct holder_key *key) {
  return db_select(db,
                   "select " COLUMNS " from holding where area = $1 and holder = $2"
                   " order by relation, idx",
                   db_int((int64_t)area), KEY(key));
}

struct db_rows holdings_of(struct db *db, uint64_t area, uint32_t index) {
  return db_select(db,
                   "select " COLUMNS " from holding where area = $1 and idx = $2 order by holder",
                   db_int((int64_t)area), db_int(index));
}

static void read_key(const struct db_rows *rows, int column, struct holder_key *out) {
  struct tx_span bytes = db_column_bytes(rows, column);
  *out = (struct holder_key){ 0 };
  if (bytes.n == HOLDER_KEY_SIZE) memcpy(out->bytes, bytes.p, HOLDER_KEY_SIZE);
}

void holdings_read(const struct db_rows *rows, struct holding *out, struct tx_span *sealed) {
  *out = (struct holding){ .area = (uint64_t)db_column_int(rows, 0),
                           .index = (uint32_t)db_column_int(rows, 1),
                           .relation = db_column_int(rows, 3) ? HOLDER_FAMILY : HOLDER_OWN,
                           .n = (uint32_t)db_column_int(rows, 4),
                           .generation = (uint8_t)db_column_int(rows, 5),
                           .iat = db_column_int(rows, 6),
                           .exp = db_column_int(rows, 7),
                           .ended_at = db_column_int(rows, 8) };
  read_key(rows, 2, &out->holder);
  *sealed = db_column_bytes(rows, 9);
}

enum tx_reason holdings_forget(struct db *db, uint64_t area, int64_t before, int64_t limit,
                               bool *left) {
  static const struct {
    const char *due, *sql;
  } queries[] = {
    { "select 1 from holding where area = $1 and exp < $2 limit $3",
      "delete from holding where area = $1 and (idx, holder) in (select idx, holder from holding"
      " where area = $1 and exp < $2 order by exp limit $3)" },
    { "select 1 from holding where area = $1 and ended_at > 0 and ended_at < $2 limit $3",
      "delete from holding where area = $1 and (idx, holder) in (select idx, holder from holding"
      " where area = $1 and ended_at > 0 and ended_at < $2 order by ended_at limit $3)" },
  };
  enum tx_reason reason = TX_OK;
  *left = false;
  for (size_t i = 0; i < sizeof queries / sizeof *queries && reason == TX_OK; i++) {
    bool some = false;
    reason = db_forget(db, &some, queries[i].due, queries[i].sql, db_int((int64_t)area),
                       db_int(before), db_int(limit));
    *left |= some;
  }
  return reason;
}

/* --- sessions --------------------------------------------------------------------------------- */

enum tx_reason holder_sessions_put(struct db *db, const uint8_t hash[TX_HASH_SIZE],
                                   const struct holder_key *key, int64_t now_s) {
  enum tx_reason reason = db_run(db, "delete from holder_session where holder = $1", KEY(key));
  if (reason != TX_OK) return reason;
  return db_run(db, "insert into holder_session (hash, holder, made_at) values ($1, $2, $3)",
                HASH(hash), KEY(key), db_int(now_s));
}

enum tx_reason holder_sessions_find(struct db *db, const uint8_t hash[TX_HASH_SIZE],
                                    struct holder_key *key, int64_t *made_at) {
  DB_ROWS rows =
      db_select(db, "select holder, made_at from holder_session where hash = $1", HASH(hash));
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  read_key(&rows, 0, key);
  *made_at = db_column_int(&rows, 1);
  return TX_OK;
}

enum tx_reason holder_sessions_remove(struct db *db, const uint8_t hash[TX_HASH_SIZE]) {
  return db_run(db, "delete from holder_session where hash = $1", HASH(hash));
}

enum tx_reason holder_sessions_remove_old(struct db *db, int64_t made_before, int64_t limit,
                                          bool *left) {
  return db_forget(db, left, "select 1 from holder_session where made_at < $1 limit $2",
                   "delete from holder_session where hash in (select hash from holder_session"
                   " where made_at < $1 order by made_at limit $2)",
                   db_int(made_before), db_int(limit));
}
