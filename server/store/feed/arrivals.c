/* SPDX-License-Identifier: Apache-2.0 */
#include "arrivals.h"

#define LONGEST_S 60 /* what is further away was noted by a clock that was ahead */

static struct db_value subject_value(const uint8_t subject[TX_HASH_SIZE]) {
  return db_bytes(tx_span_of(subject, TX_HASH_SIZE));
}

enum tx_reason arrivals_note(struct db *db, uint64_t area, const uint8_t subject[TX_HASH_SIZE],
                             int64_t due) {
  return db_post(db,
                 "insert into arrival (area, subject, due) select $1, $2, $3"
                 " where exists (select 1 from unmatched where subject = $2)"
                 " or exists (select 1 from directory where id_hash = $2 and area <> $1)"
                 " on conflict do nothing",
                 db_int((int64_t)area), subject_value(subject), db_int(due));
}

enum tx_reason arrivals_put(struct db *db, uint64_t area, const uint8_t subject[TX_HASH_SIZE],
                            int64_t due) {
  return db_run(db,
                "insert into arrival (area, subject, due) values ($1, $2, $3)"
                " on conflict (area, subject) do update set due = excluded.due",
                db_int((int64_t)area), subject_value(subject), db_int(due));
}

struct db_rows arrivals_due(struct db *db, int64_t now_s, int64_t limit) {
  return db_select(db,
                   "select area, subject from arrival where due <= $1 or due > $2"
                   " order by due, area, subject limit $3",
                   db_int(now_s), db_int(now_s + LONGEST_S), db_int(limit));
}

enum tx_reason arrivals_end(struct db *db, uint64_t area, const uint8_t subject[TX_HASH_SIZE]) {
  return db_run(db, "delete from arrival where area = $1 and subject = $2", db_int((int64_t)area),
                subject_value(subject));
}
