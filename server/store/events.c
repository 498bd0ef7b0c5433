/* SPDX-License-Identifier: Apache-2.0 */
#include "events.h"

static struct db_value rule_value(const struct tx_event *event) {
  if (!event->rule.n) return db_null();
  return (struct db_value){ .kind = DB_KIND_TEXT, .span = event->rule };
}

enum tx_reason events_add(struct db *db, const char *gate, uint64_t seq, int64_t now_s,
                          const struct tx_event *event, struct tx_span encoded) {
  return db_run(db,
                "insert into event (gate, seq, received_at, at, direction, verdict, reason, area, "
                "idx, live, rule, body) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) "
                "on conflict (gate, seq) do nothing",
                db_text(gate), db_int((int64_t)seq), db_int(now_s), db_int(event->at),
                db_int(event->direction), db_int(event->verdict), db_int((int64_t)event->reason),
                event->identified ? db_int((int64_t)event->area) : db_null(),
                event->identified ? db_int(event->index) : db_null(),
                event->live >= 0 ? db_int(event->live) : db_null(), rule_value(event),
                db_bytes(encoded));
}

enum tx_reason gaps_add(struct db *db, const char *gate, uint64_t first, uint64_t last,
                        int64_t now_s) {
  return db_run(db,
                "insert into gap (gate, first, last, received_at) values ($1, $2, $3, $4) "
                "on conflict (gate, first) do nothing",
                db_text(gate), db_int((int64_t)first), db_int((int64_t)last), db_int(now_s));
}

struct db_rows events_list(struct db *db, const char *gate) {
  if (!gate)
    return db_select(db, "select gate, seq, body, received_at from event order by gate, seq",
                     DB_NONE);
  return db_select(db,
                   "select gate, seq, body, received_at from event where gate = $1 order by seq",
                   db_text(gate));
}

struct db_rows events_between(struct db *db, int64_t from, int64_t to) {
  return db_select(db,
                   "select gate, seq, body, received_at from event where at >= $1 and at < $2 "
                   "order by at, gate, seq",
                   db_int(from), db_int(to));
}

struct db_rows gaps_list(struct db *db) {
  return db_select(db, "select gate, first, last, received_at from gap order by gate, first",
                   DB_NONE);
}

struct db_rows events_history(struct db *db, uint64_t area, const char *but_gate, int64_t since) {
  return db_select(db,
                   "select e.body, g.kind from event e join gate g on g.name = e.gate "
                   "where g.area = $1 and e.gate <> $2 and e.at >= $3 and e.verdict = 0 "
                   "and e.area is not null order by e.at, e.gate, e.seq",
                   db_int((int64_t)area), db_text(but_gate), db_int(since));
}

enum tx_reason events_count(struct db *db, int64_t *count) {
  DB_ROWS rows = db_select(db, "select count(*) from event", DB_NONE);
  *count = db_next(&rows) ? db_column_int(&rows, 0) : 0;
  return rows.end;
}
