/* SPDX-License-Identifier: Apache-2.0 */
#include "enrolments.h"

enum tx_reason enrolments_add(struct db *db, const uint8_t token_hash[TX_HASH_SIZE], uint64_t area,
                              int64_t expires_at, int64_t now_s) {
  enum tx_reason reason = db_run(db, "delete from enrolment where expires_at < $1", db_int(now_s));
  if (reason != TX_OK) return reason;
  return db_run(db, "insert into enrolment (token, area, expires_at) values ($1, $2, $3)",
                db_bytes(tx_span_of(token_hash, TX_HASH_SIZE)), db_int((int64_t)area),
                db_int(expires_at));
}

enum tx_reason enrolments_use(struct db *db, const uint8_t token_hash[TX_HASH_SIZE], int64_t now_s,
                              const char *gate, uint64_t *area) {
  DB_ROWS rows =
      db_select(db,
                "update enrolment set used_by = $3 where token = $1 and used_by is null "
                "and expires_at >= $2 returning area",
                db_bytes(tx_span_of(token_hash, TX_HASH_SIZE)), db_int(now_s), db_text(gate));
  bool found = false;
  while (db_next(&rows)) {
    *area = (uint64_t)db_column_int(&rows, 0);
    found = true;
  }
  if (rows.end != TX_OK) return rows.end;
  return found ? TX_OK : TX_NOT_FOUND;
}
