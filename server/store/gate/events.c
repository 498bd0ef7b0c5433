/* SPDX-License-Identifier: Apache-2.0 */
#include "events.h"

#include "store/postgres/months.h"
#include "store/postgres/postgres.h"

enum tx_reason events_add(struct db *db, const struct event_place *place, int64_t now_s,
                          const struct tx_event *event, struct tx_span sealed,
                          struct tx_span journal) {
  return db_run(
      db,
      "insert into event (area, gate, seq, received_at, at, direction, verdict, reason, "
      "person_area, person_idx, sealed, journal, drill) select $1, $2, $3, $4, $5, $6, $7, $8, $9, "
      "$10, $11, $12, case when exists (select 1 from drill d where d.area = $1 and d.from_s <= $5 "
      "and d.until_s > $5) then 1 else 0 end where not exists (select 1 from event where area = $1 "
      "and gate = $2 and seq = $3)",
      db_int((int64_t)place->area), db_text(place->gate), db_int((int64_t)place->seq),
      db_int(now_s), db_int(event->at), db_int(event->direction), db_int(event->verdict),
      db_int((int64_t)event->reason), event->identified ? db_int((int64_t)event->area) : db_null(),
      event->identified ? db_int(event->index) : db_null(), db_bytes(sealed), db_bytes(journal));
}

enum tx_reason gaps_add(struct db *db, const struct event_place *first, uint64_t last,
                        int64_t now_s) {
  return db_run(db,
                "insert into gap (area, gate, first, last, received_at) values ($1, $2, $3, $4, "
                "$5) on conflict (area, gate, first) do nothing",
                db_int((int64_t)first->area), db_text(first->gate), db_int((int64_t)first->seq),
                db_int((int64_t)last), db_int(now_s));
}

bool gaps_cover(struct db *db, const struct event_place *place) {
  DB_ROWS rows =
      db_select(db,
                "select 1 from gap where area = $1 and gate = $2 and first <= $3 and "
                "last >= $3",
                db_int((int64_t)place->area), db_text(place->gate), db_int((int64_t)place->seq));
  return db_next(&rows);
}

struct db_rows events_of_gate(struct db *db, uint64_t area, const char *gate, uint64_t after,
                              int64_t limit) {
  return db_select(db,
                   "select gate, seq, sealed, received_at, drill from event where area = $1 and "
                   "gate = $2 and seq > $3 order by seq limit $4",
                   db_int((int64_t)area), db_text(gate), db_int((int64_t)after), db_int(limit));
}

#define SOUGHT                                                                                     \
  "select gate, seq, sealed, received_at, drill from event where area = $1 and at >= $2 and "      \
  "at < $3 and ($4 = '' or gate = $4) and (at, gate, seq) > ($5, $6, $7)"
#define IN_TIME " order by at, gate, seq limit $8"

/* Of one person by their own index: among all they would be looked for for long. */
struct db_rows events_find(struct db *db, const struct events_sought *sought,
                           const struct event_mark *behind, int64_t limit) {
  const struct db_value area = db_int((int64_t)sought->area), from = db_int(sought->from),
                        to = db_int(sought->to), gate = db_text(sought->gate),
                        at = db_int(behind->at), after = db_text(behind->gate),
                        seq = db_int((int64_t)behind->seq), most = db_int(limit);
  if (sought->person < 0)
    return db_select(db, SOUGHT IN_TIME, area, from, to, gate, at, after, seq, most);
  return db_select(db, SOUGHT " and person_area = $1 and person_idx = $9" IN_TIME, area, from, to,
                   gate, at, after, seq, most, db_int(sought->person));
}

struct db_rows events_held(struct db *db, const struct event_place *first, uint64_t last) {
  return db_select(db,
                   "select gate, seq, sealed, received_at, journal from event where area = $1 and "
                   "gate = $2 and seq >= $3 and seq <= $4 order by seq",
                   db_int((int64_t)first->area), db_text(first->gate), db_int((int64_t)first->seq),
                   db_int((int64_t)last));
}

struct db_rows events_between(struct db *db, uint64_t area, int64_t from, int64_t to) {
  return db_select(db,
                   "select gate, seq, sealed, received_at from event where area = $1 and at >= $2 "
                   "and at < $3 order by at, gate, seq",
                   db_int((int64_t)area), db_int(from), db_int(to));
}

struct db_rows events_by_hour(struct db *db, uint64_t area, int64_t from, int64_t to) {
  return db_select(db,
                   "select at / 3600, direction, verdict, count(*) from event where area = $1 "
                   "and at >= $2 and at < $3 and drill = 0 group by at / 3600, direction, verdict "
                   "order by at / 3600",
                   db_int((int64_t)area), db_int(from), db_int(to));
}

struct db_rows gaps_of_gate(struct db *db, uint64_t area, const char *gate) {
  return db_select(db,
                   "select gate, first, last, received_at from gap where area = $1 and gate = $2 "
                   "order by first",
                   db_int((int64_t)area), db_text(gate));
}

struct db_rows events_history(struct db *db, uint64_t area, const char *but_gate, int64_t since) {
  return db_select(
      db,
      "select e.gate, e.seq, e.sealed, g.kind, e.received_at from event e "
      "join gate g on g.name = e.gate "
      "where e.area = $1 and e.gate <> $2 and e.at >= $3 and e.verdict = 0 and e.drill = 0 "
      "and e.person_area is not null order by e.at, e.gate, e.seq",
      db_int((int64_t)area), db_text(but_gate), db_int(since));
}

struct db_rows events_of_person(struct db *db, uint64_t area, const struct event_person *person,
                                int64_t from, int64_t to) {
  return db_select(db,
                   "select at from event where area = $1 and person_area = $2 and person_idx = $3 "
                   "and at >= $4 and at < $5 and verdict = 0 and drill = 0",
                   db_int((int64_t)area), db_int((int64_t)person->area), db_int(person->index),
                   db_int(from), db_int(to));
}

struct db_rows events_admitted(struct db *db, uint64_t area, int64_t from, int64_t to) {
  return db_select(
      db,
      "select gate, at, person_area, person_idx from event where area = $1 "
      "and at >= $2 and at < $3 and verdict = 0 and drill = 0 and person_area is not null "
      "order by at",
      db_int((int64_t)area), db_int(from), db_int(to));
}

/* Each of both by the index of their times: together they would be looked for in the whole table.
 */
enum tx_reason events_forget(struct db *db, const struct events_dead *dead, int64_t limit,
                             bool *left) {
  bool ahead = false;
  enum tx_reason reason =
      db_forget(db, left, "select 1 from event where area = $1 and at < $2 limit $3",
                "delete from event where area = $1 and (gate, seq) in (select gate, seq from event"
                " where area = $1 and at < $2 order by at limit $3)",
                db_int((int64_t)dead->area), db_int(dead->before), db_int(limit));
  if (reason == TX_OK)
    reason = db_forget(db, &ahead,
                       "select 1 from event where area = $1 and at > $3 and received_at < $2"
                       " limit $4",
                       "delete from event where area = $1 and (gate, seq) in (select gate, seq"
                       " from event where area = $1 and at > $3 and received_at < $2 order by at"
                       " limit $4)",
                       db_int((int64_t)dead->area), db_int(dead->before), db_int(dead->ahead),
                       db_int(limit));
  if (reason != TX_OK) return reason;
  *left = *left || ahead;
  return db_run(db, "delete from gap where area = $1 and received_at < $2",
                db_int((int64_t)dead->area), db_int(dead->before));
}

enum tx_reason events_count(struct db *db, int64_t *count) {
  DB_ROWS rows = db_select(db, "select count(*) from event", DB_NONE);
  *count = db_next(&rows) ? db_column_int(&rows, 0) : 0;
  return rows.end;
}

enum tx_reason events_count_drills(struct db *db, int64_t *count) {
  DB_ROWS rows = db_select(db, "select count(*) from event where drill = 1", DB_NONE);
  *count = db_next(&rows) ? db_column_int(&rows, 0) : 0;
  return rows.end;
}

enum tx_reason events_keep_months(struct db *db, int64_t now_s) {
  if (db->driver != &db_postgres) return TX_OK;
  return months_keep(db, now_s, now_s - EVENTS_KEPT_S);
}
