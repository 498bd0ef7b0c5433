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

enum tx_reason holders_forget(struct db *db, uint64_t area) {
  return db_run(db,
                "delete from holder_area where area = $1 and holder not in"
                " (select holder from holding where area = $1) and holder not in"
                " (select holder from application where area = $1)",
                db_int((int64_t)area));
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

enum tx_reason holdings_forget(struct db *db, uint64_t area, int64_t before) {
  return db_run(db,
                "delete from holding where area = $1"
                " and (exp < $2 or (ended_at > 0 and ended_at < $2))",
                db_int((int64_t)area), db_int(before));
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

enum tx_reason holder_sessions_remove_old(struct db *db, int64_t made_before) {
  return db_run(db, "delete from holder_session where made_at < $1", db_int(made_before));
}
