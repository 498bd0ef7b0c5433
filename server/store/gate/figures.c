/* SPDX-License-Identifier: Apache-2.0 */
#include "figures.h"

struct db_rows figures_people(struct db *db, uint64_t area, uint32_t since) {
  return db_select(db,
                   "select role, exempt, record / 4194304,"
                   " case when record % 524288 >= $2 then 1 else 0 end, count(*)"
                   " from resident_now where area = $1 group by 1, 2, 3, 4 order by 1, 2, 3, 4",
                   db_int((int64_t)area), db_int(since));
}

struct db_rows figures_passages(struct db *db, uint64_t area, int64_t from, int64_t to) {
  return db_select(
      db,
      "select gate, at / 3600, direction, verdict, count(*) from event where area = "
      "$1 and at >= $2 and at < $3 and drill = 0 group by gate, at / 3600, direction, verdict "
      "order by gate, at / 3600, direction, verdict",
      db_int((int64_t)area), db_int(from), db_int(to));
}

static enum tx_reason count_of(struct db_rows rows, int64_t *count) {
  DB_ROWS owned = rows;
  *count = db_next(&owned) ? db_column_int(&owned, 0) : 0;
  return owned.end;
}

/* +exp: by the resident's own row, or SQLite looks through all passes for each. */
enum tx_reason figures_passes(struct db *db, uint64_t area, int64_t now_s, int64_t *count) {
  return count_of(db_select(db,
                            "select count(*) from resident_now r where r.area = $1 and exists "
                            "(select 1 from issue i where i.area = r.area and i.idx = r.idx and "
                            "i.generation = r.generation and +i.exp > $2)",
                            db_int((int64_t)area), db_int(now_s)),
                  count);
}

enum tx_reason figures_lacking(struct db *db, uint64_t area, int state, int64_t now_s,
                               int64_t *count) {
  return count_of(
      db_select(db,
                "select count(*) from resident_now r where r.area = $1 and (r.state <> $2 or "
                "not exists (select 1 from issue i where i.area = r.area and i.idx = r.idx and "
                "i.n = r.issues and i.generation = r.generation and +i.exp > $3))",
                db_int((int64_t)area), db_int(state), db_int(now_s)),
      count);
}

enum tx_reason figures_issued(struct db *db, uint64_t area, int64_t from, int64_t to,
                              int64_t *count) {
  return count_of(db_select(db,
                            "select count(*) from issue where area = $1 and iat >= $2 and iat < $3",
                            db_int((int64_t)area), db_int(from), db_int(to)),
                  count);
}

enum tx_reason figures_visits(struct db *db, uint64_t area, int64_t from, int64_t to,
                              int64_t *count) {
  return count_of(db_select(db,
                            "select count(distinct visit) from visitor where area = $1 and "
                            "from_s < $3 and until_s > $2 and (ended_at = 0 or ended_at > $2)",
                            db_int((int64_t)area), db_int(from), db_int(to)),
                  count);
}

enum tx_reason figures_applications(struct db *db, uint64_t area, int state, int64_t *count) {
  return count_of(db_select(db, "select count(*) from application where area = $1 and state <= $2",
                            db_int((int64_t)area), db_int(state)),
                  count);
}

enum tx_reason figures_appeals(struct db *db, uint64_t area, int state, int64_t *count) {
  return count_of(db_select(db, "select count(*) from appeal where area = $1 and state <= $2",
                            db_int((int64_t)area), db_int(state)),
                  count);
}

enum tx_reason figures_due(struct db *db, uint64_t area, int state, int64_t *due_s) {
  return count_of(
      db_select(db, "select coalesce(min(due_at), 0) from appeal where area = $1 and state <= $2",
                db_int((int64_t)area), db_int(state)),
      due_s);
}

enum tx_reason figures_late(struct db *db, uint64_t area, int open, int escalated, int64_t now_s,
                            int64_t *count) {
  return count_of(db_select(db,
                            "select count(*) from appeal where area = $1 and (state = $3 or "
                            "(state = $2 and due_at <= $4))",
                            db_int((int64_t)area), db_int(open), db_int(escalated), db_int(now_s)),
                  count);
}
