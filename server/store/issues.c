/* SPDX-License-Identifier: Apache-2.0 */
#include "issues.h"

enum tx_reason issues_add(struct db *db, const struct issue_row *issue) {
  uint8_t holder[33];
  holder[0] = issue->holder.y_odd ? 3 : 2; /* SEC 1: a compressed point */
  memcpy(holder + 1, issue->holder.x, 32);
  return db_run(db,
                "insert into issue (area, idx, n, generation, record, role, iat, exp, holder, "
                "signer, actor) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                db_int((int64_t)issue->area), db_int(issue->index), db_int(issue->n),
                db_int(issue->generation), db_int(issue->record), db_int(issue->role),
                db_int(issue->iat), db_int(issue->exp),
                issue->bound ? db_bytes(tx_span_of(holder, sizeof holder)) : db_null(),
                db_bytes(tx_span_of(issue->signer, TX_HASH_SIZE)), db_text(issue->actor));
}

enum tx_reason issues_oldest_unexpired(struct db *db, uint64_t area, uint32_t index, int64_t now_s,
                                       uint8_t *generation) {
  DB_ROWS rows = db_select(db,
                           "select generation from issue where area = $1 and idx = $2 and exp > $3 "
                           "order by n limit 1",
                           db_int((int64_t)area), db_int(index), db_int(now_s));
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  *generation = (uint8_t)db_column_int(&rows, 0);
  return TX_OK;
}

enum tx_reason issues_find(struct db *db, uint64_t area, uint32_t index, int64_t iat,
                           struct issue_row *out) {
  DB_ROWS rows = db_select(db,
                           "select n, generation, record, role, exp, holder from issue "
                           "where area = $1 and idx = $2 and iat = $3 order by n desc limit 1",
                           db_int((int64_t)area), db_int(index), db_int(iat));
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  *out = (struct issue_row){ .area = area,
                             .index = index,
                             .iat = iat,
                             .n = (uint32_t)db_column_int(&rows, 0),
                             .generation = (uint8_t)db_column_int(&rows, 1),
                             .record = (uint32_t)db_column_int(&rows, 2),
                             .role = (uint8_t)db_column_int(&rows, 3),
                             .exp = db_column_int(&rows, 4) };
  struct tx_span holder = db_column_bytes(&rows, 5);
  out->bound = holder.n == 33;
  if (!out->bound) return TX_OK;
  out->holder.y_odd = holder.p[0] == 3;
  memcpy(out->holder.x, holder.p + 1, sizeof out->holder.x);
  return TX_OK;
}

enum tx_reason issues_count(struct db *db, uint64_t area, int64_t *count) {
  DB_ROWS rows = db_select(db, "select count(*) from issue where area = $1", db_int((int64_t)area));
  *count = db_next(&rows) ? db_column_int(&rows, 0) : 0;
  return rows.end;
}
