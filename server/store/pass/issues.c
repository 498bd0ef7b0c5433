/* SPDX-License-Identifier: Apache-2.0 */
#include "issues.h"

#define ISSUED_AHEAD_S                                                                             \
  3600 /* behind a list that is dated a little ahead; a wrong clock is further */

enum tx_reason issues_add(struct db *db, const struct issue_row *issue) {
  uint8_t holder[33];
  holder[0] = issue->holder.y_odd ? 3 : 2; /* SEC 1: a compressed point */
  memcpy(holder + 1, issue->holder.x, 32);
  return db_post(db,
                 "insert into issue (area, idx, n, generation, record, role, iat, exp, holder, "
                 "signer, actor) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                 db_int((int64_t)issue->area), db_int(issue->index), db_int(issue->n),
                 db_int(issue->generation), db_int(issue->record), db_int(issue->role),
                 db_int(issue->iat), db_int(issue->exp),
                 issue->bound ? db_bytes(tx_span_of(holder, sizeof holder)) : db_null(),
                 db_bytes(tx_span_of(issue->signer, TX_HASH_SIZE)), db_text(issue->actor));
}

/* +exp, here and below: by the number of the person, or SQLite looks through all passes by their
 * ends. */
enum tx_reason issues_oldest_unexpired(struct db *db, uint64_t area, uint32_t index, int64_t now_s,
                                       uint8_t *generation) {
  DB_ROWS rows =
      db_select(db,
                "select generation from issue where area = $1 and idx = $2 and +exp > $3 "
                "order by n limit 1",
                db_int((int64_t)area), db_int(index), db_int(now_s));
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  *generation = (uint8_t)db_column_int(&rows, 0);
  return TX_OK;
}

#define READ "n, generation, record, role, iat, exp, holder"

static enum tx_reason read_one(struct db_rows *rows, uint64_t area, uint32_t index,
                               struct issue_row *out) {
  if (!db_next(rows)) return rows->end == TX_OK ? TX_NOT_FOUND : rows->end;
  *out = (struct issue_row){ .area = area,
                             .index = index,
                             .n = (uint32_t)db_column_int(rows, 0),
                             .generation = (uint8_t)db_column_int(rows, 1),
                             .record = (uint32_t)db_column_int(rows, 2),
                             .role = (uint8_t)db_column_int(rows, 3),
                             .iat = db_column_int(rows, 4),
                             .exp = db_column_int(rows, 5) };
  struct tx_span holder = db_column_bytes(rows, 6);
  out->bound = holder.n == 33;
  if (!out->bound) return TX_OK;
  out->holder.y_odd = holder.p[0] == 3;
  memcpy(out->holder.x, holder.p + 1, sizeof out->holder.x);
  return TX_OK;
}

enum tx_reason issues_find(struct db *db, uint64_t area, uint32_t index, int64_t iat,
                           struct issue_row *out) {
  DB_ROWS rows = db_select(db,
                           "select " READ " from issue where area = $1 and idx = $2 and iat = $3"
                           " order by n desc limit 1",
                           db_int((int64_t)area), db_int(index), db_int(iat));
  return read_one(&rows, area, index, out);
}

enum tx_reason issues_numbered(struct db *db, uint64_t area, uint32_t index, uint32_t n,
                               struct issue_row *out) {
  DB_ROWS rows = db_select(db, "select " READ " from issue where area = $1 and idx = $2 and n = $3",
                           db_int((int64_t)area), db_int(index), db_int(n));
  return read_one(&rows, area, index, out);
}

enum tx_reason issues_any_good(struct db *db, const struct resident *resident, int64_t now_s,
                               bool *any) {
  DB_ROWS rows =
      db_select(db,
                "select n from issue where area = $1 and idx = $2 and generation = $3"
                " and iat <= $4 and +exp > $5 limit 1",
                db_int((int64_t)resident->area), db_int(resident->index),
                db_int(resident->generation), db_int(now_s + ISSUED_AHEAD_S), db_int(now_s));
  *any = db_next(&rows);
  return rows.end;
}

enum tx_reason issues_unbound(struct db *db, uint64_t area, uint32_t index, int64_t since,
                              int64_t *count) {
  DB_ROWS rows = db_select(db,
                           "select count(*) from issue where area = $1 and idx = $2"
                           " and holder is null and iat > $3",
                           db_int((int64_t)area), db_int(index), db_int(since));
  *count = db_next(&rows) ? db_column_int(&rows, 0) : 0;
  return rows.end;
}

enum tx_reason issues_count(struct db *db, uint64_t area, int64_t *count) {
  DB_ROWS rows = db_select(db, "select count(*) from issue where area = $1", db_int((int64_t)area));
  *count = db_next(&rows) ? db_column_int(&rows, 0) : 0;
  return rows.end;
}

enum tx_reason issues_ending(struct db *db, uint64_t area, int64_t from, int64_t to,
                             int64_t lasting_s, struct issue_batch out[ISSUE_BATCHES_MAX],
                             size_t *count) {
  DB_ROWS rows =
      db_select(db,
                "select exp / 2592000, count(*), min(exp) from issue i where area = $1"
                " and exp between $2 and $3 and exp - iat >= $4 and not exists"
                " (select 1 from issue n where n.area = i.area and n.idx = i.idx and n.n > i.n)"
                " group by 1 order by 1 limit $5",
                db_int((int64_t)area), db_int(from), db_int(to), db_int(lasting_s),
                db_int(ISSUE_BATCHES_MAX));
  *count = 0;
  while (db_next(&rows))
    out[(*count)++] = (struct issue_batch){ .number = db_column_int(&rows, 0),
                                            .count = db_column_int(&rows, 1),
                                            .first_s = db_column_int(&rows, 2) };
  return rows.end;
}
