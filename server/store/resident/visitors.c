/* SPDX-License-Identifier: Apache-2.0 */
#include "visitors.h"

#define COLUMNS "area, idx, visit, host, home, n, from_s, until_s, made_at, ended_at"
#define HOME(v) db_bytes(tx_span_of((v)->home, TX_HASH_SIZE))

enum tx_reason visitors_add(struct db *db, const struct visitor *v) {
  return db_run(db,
                "insert into visitor (" COLUMNS ") values ($1, $2, $3, $4, $5, $6, $7, $8,"
                " $9, $10)",
                db_int((int64_t)v->area), db_int(v->index), db_int(v->visit), db_int(v->host),
                HOME(v), db_int(v->n), db_int(v->from_s), db_int(v->until_s), db_int(v->made_at),
                db_int(v->ended_at));
}

enum tx_reason visitors_end(struct db *db, uint64_t area, uint32_t visit, int64_t now_s) {
  return db_run(db, "update visitor set ended_at = $3 where area = $1 and visit = $2",
                db_int((int64_t)area), db_int(visit), db_int(now_s));
}

/* --- found ------------------------------------------------------------------------------------ */

struct db_rows visitors_of_visit(struct db *db, uint64_t area, uint32_t visit) {
  return db_select(db,
                   "select " COLUMNS " from visitor where area = $1 and visit = $2 order by idx",
                   db_int((int64_t)area), db_int(visit));
}

struct db_rows visitors_of_host(struct db *db, uint64_t area, uint32_t host) {
  return db_select(db,
                   "select " COLUMNS " from visitor where area = $1 and host = $2"
                   " order by made_at desc, visit, idx",
                   db_int((int64_t)area), db_int(host));
}

struct db_rows visitors_from(struct db *db, uint64_t area, uint32_t index, int64_t limit) {
  return db_select(
      db, "select " COLUMNS " from visitor where area = $1 and idx >= $2 order by idx limit $3",
      db_int((int64_t)area), db_int(index), db_int(limit));
}

void visitors_read(const struct db_rows *rows, struct visitor *out) {
  *out = (struct visitor){ .area = (uint64_t)db_column_int(rows, 0),
                           .index = (uint32_t)db_column_int(rows, 1),
                           .visit = (uint32_t)db_column_int(rows, 2),
                           .host = db_column_int(rows, 3),
                           .n = (uint32_t)db_column_int(rows, 5),
                           .from_s = db_column_int(rows, 6),
                           .until_s = db_column_int(rows, 7),
                           .made_at = db_column_int(rows, 8),
                           .ended_at = db_column_int(rows, 9) };
  struct tx_span home = db_column_bytes(rows, 4);
  if (home.n == TX_HASH_SIZE) memcpy(out->home, home.p, TX_HASH_SIZE);
}

enum tx_reason visitors_find(struct db *db, uint64_t area, uint32_t index, struct visitor *out) {
  DB_ROWS rows = db_select(db, "select " COLUMNS " from visitor where area = $1 and idx = $2",
                           db_int((int64_t)area), db_int(index));
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  visitors_read(&rows, out);
  return TX_OK;
}

enum tx_reason visitors_of_home(struct db *db, const struct visitor *like, int64_t now_s,
                                int64_t since, int64_t *open, int64_t *asked) {
  DB_ROWS rows = db_select(
      db,
      "select coalesce(sum(case when ended_at = 0 and until_s > $3 then 1 else 0 end), 0),"
      " coalesce(sum(case when made_at > $4 then 1 else 0 end), 0) from visitor"
      " where area = $1 and home = $2 and idx = visit",
      db_int((int64_t)like->area), HOME(like), db_int(now_s), db_int(since));
  bool any = db_next(&rows);
  *open = any ? db_column_int(&rows, 0) : 0;
  *asked = any ? db_column_int(&rows, 1) : 0;
  return rows.end;
}

/* --- forgotten -------------------------------------------------------------------------------- */

struct db_rows visitors_dead(struct db *db, uint64_t area, int64_t before, int64_t limit) {
  return db_select(db,
                   "select " COLUMNS " from visitor where area = $1 and until_s < $2 and not exists"
                   " (select 1 from issue i where i.area = visitor.area and i.idx = visitor.idx"
                   " and +i.exp >= $2) order by until_s limit $3",
                   db_int((int64_t)area), db_int(before), db_int(limit));
}

/* --- free again ------------------------------------------------------------------------------- */

static enum tx_reason run_all(struct db *db, const char *const *queries, size_t count,
                              uint64_t area, uint32_t index) {
  enum tx_reason reason = TX_OK;
  for (size_t i = 0; reason == TX_OK && i < count; i++)
    reason = db_run(db, queries[i], db_int((int64_t)area), db_int(index));
  return reason;
}

enum tx_reason indexes_free(struct db *db, uint64_t area, uint32_t index) {
  static const char *const queries[] = {
    ("insert into free_index (area, idx, generation, issues) select area, idx,"
     " (generation + 1) % 8, issues from resident where area = $1 and idx = $2"),
    "delete from directory where area = $1 and idx = $2",
    "delete from document where area = $1 and idx = $2",
    "delete from resident where area = $1 and idx = $2",
    "delete from visitor where area = $1 and idx = $2",
  };
  return run_all(db, queries, sizeof queries / sizeof *queries, area, index);
}

static enum tx_reason first_free(struct db *db, uint64_t area, struct free_index *out) {
  DB_ROWS rows = db_select(db,
                           "select idx, generation, issues from free_index where area = $1"
                           " order by idx limit 1",
                           db_int((int64_t)area));
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  *out = (struct free_index){ .index = (uint32_t)db_column_int(&rows, 0),
                              .generation = (uint8_t)db_column_int(&rows, 1),
                              .issues = (uint32_t)db_column_int(&rows, 2) };
  return TX_OK;
}

enum tx_reason free_indexes_take(struct db *db, uint64_t area, struct free_index *out) {
  enum tx_reason reason = first_free(db, area, out);
  if (reason != TX_OK) return reason;
  return db_run(db, "delete from free_index where area = $1 and idx = $2", db_int((int64_t)area),
                db_int(out->index));
}
