/* SPDX-License-Identifier: Apache-2.0 */
#include "peers.h"

enum tx_reason peer_put(struct db *db, const char *name, int64_t beat) {
  return db_run(db,
                "insert into peer (name, beat) values ($1, $2) "
                "on conflict (name) do update set beat = excluded.beat",
                db_text(name), db_int(beat));
}

enum tx_reason peer_drop(struct db *db, const char *name) {
  return db_run(db, "delete from peer where name = $1", db_text(name));
}

struct db_rows peer_all(struct db *db) {
  return db_select(db, "select name, beat from peer order by name", DB_NONE);
}

enum tx_reason lease_read(struct db *db, uint64_t area, char out[PEER_SIZE]) {
  DB_ROWS rows = db_select(db, "select holder from lease where area = $1", db_int((int64_t)area));
  out[0] = '\0';
  if (db_next(&rows)) db_column_copy(&rows, 0, out, PEER_SIZE);
  return rows.end;
}

enum tx_reason lease_move(struct db *db, uint64_t area, const char *from, const char *to) {
  enum tx_reason reason =
      db_run(db, "insert into lease (area, holder) values ($1, '') on conflict (area) do nothing",
             db_int((int64_t)area));
  if (reason == TX_OK)
    reason = db_run(db, "update lease set holder = $3 where area = $1 and holder = $2",
                    db_int((int64_t)area), db_text(from), db_text(to));
  if (reason != TX_OK) return reason;
  return db_changes(db) ? TX_OK : TX_CONFLICT;
}

enum tx_reason lease_free(struct db *db, const char *holder) {
  return db_run(db, "update lease set holder = '' where holder = $1", db_text(holder));
}
