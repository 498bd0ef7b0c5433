/* SPDX-License-Identifier: Apache-2.0 */
/* Events of gates: each (gate, seq) once; the bytes as they came rest sealed. */
#ifndef SERVER_STORE_GATE_EVENTS_H
#define SERVER_STORE_GATE_EVENTS_H

#include "host/db/db.h"
#include "model/event.h"
#include "model/retention.h"

#include "format/event.h"

/* Whose event it is: the gate's area, its name, its number. */
struct event_place {
  uint64_t area;
  const char *gate;
  uint64_t seq;
};

/* Once, however often it comes. journal: the name that its batch bears; empty: none. */
enum tx_reason events_add(struct db *db, const struct event_place *place, int64_t now_s,
                          const struct tx_event *event, struct tx_span sealed,
                          struct tx_span journal);
enum tx_reason gaps_add(struct db *db, const struct event_place *first, uint64_t last,
                        int64_t now_s);
/* Whether a number was declared lost. */
bool gaps_cover(struct db *db, const struct event_place *place);

/* Rows of gate, seq, sealed, received_at (columns 0 to 3): at most limit of a gate's behind a seq.
 */
struct db_rows events_of_gate(struct db *db, uint64_t area, const char *gate, uint64_t after,
                              int64_t limit);
/* The same, and drill (column 4), of an area's gates, in the order of time, behind one that was
 * read. */
struct db_rows events_find(struct db *db, const struct events_sought *sought,
                           const struct event_mark *behind, int64_t limit);
/* The same with journal (column 4), from a seq to a seq. */
struct db_rows events_held(struct db *db, const struct event_place *first, uint64_t last);
/* The same as events_of_gate of an area's gates in from <= at < to, in the order of time. */
struct db_rows events_between(struct db *db, uint64_t area, int64_t from, int64_t to);
/* How many in each hour of from <= at < to: the hour's number since 1970, direction, verdict,
 * count. */
struct db_rows events_by_hour(struct db *db, uint64_t area, int64_t from, int64_t to);
/* Gaps: gate, first, last, received_at. */
struct db_rows gaps_of_gate(struct db *db, uint64_t area, const char *gate);

/* Admissions at the other gates of an area from a time on: gate, seq, sealed, kind of the gate,
 * received_at in columns 0 to 4. */
struct db_rows events_history(struct db *db, uint64_t area, const char *but_gate, int64_t since);

/* When a person of an area's list was admitted at an area's gates, in from <= at < to: column 0. */
struct event_person {
  uint64_t area;
  uint32_t index;
};
struct db_rows events_of_person(struct db *db, uint64_t area, const struct event_person *person,
                                int64_t from, int64_t to);
/* Admissions of everybody at an area's gates in from <= at < to, in the order of time: gate, at,
 * the person's area and index in columns 0 to 3. */
struct db_rows events_admitted(struct db *db, uint64_t area, int64_t from, int64_t to);

/* Takes away at most limit events that happened before a time, or came before it and are dated
 * later than ahead; and gaps that were told before it. *left: there may be more events. */
struct events_dead {
  uint64_t area;
  int64_t before, ahead;
};
enum tx_reason events_forget(struct db *db, const struct events_dead *dead, int64_t limit,
                             bool *left);

enum tx_reason events_count(struct db *db, int64_t *count);
enum tx_reason events_count_drills(struct db *db, int64_t *count); /* those of exercises */

/* On PostgreSQL events lie by the months in which they came: makes the tables of the months to come
 * and drops those whose last event came EVENTS_KEPT_S ago. In no transaction. */
enum tx_reason events_keep_months(struct db *db, int64_t now_s);

#endif
