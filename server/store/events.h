/* SPDX-License-Identifier: Apache-2.0 */
/* Events of gates: each (gate, seq) once, with the bytes as they came. */
#ifndef SERVER_STORE_EVENTS_H
#define SERVER_STORE_EVENTS_H

#include "host/db/db.h"

#include "format/event.h"

/* Whose event it is: the gate's area, its name, its number. */
struct event_place {
  uint64_t area;
  const char *gate;
  uint64_t seq;
};

enum tx_reason events_add(struct db *db, const struct event_place *place, int64_t now_s,
                          const struct tx_event *event, struct tx_span encoded);
enum tx_reason gaps_add(struct db *db, const struct event_place *first, uint64_t last,
                        int64_t now_s);

/* Rows of gate, seq, body, received_at (columns 0 to 3): at most limit of a gate's behind a seq. */
struct db_rows events_of_gate(struct db *db, uint64_t area, const char *gate, uint64_t after,
                              int64_t limit);
/* The same of an area's gates in from <= at < to, in the order of time. */
struct db_rows events_between(struct db *db, uint64_t area, int64_t from, int64_t to);
/* Gaps: gate, first, last, received_at. */
struct db_rows gaps_of_gate(struct db *db, uint64_t area, const char *gate);

/* Admissions at the other gates of an area from a time on: body, kind of the gate in columns 0
 * and 1. */
struct db_rows events_history(struct db *db, uint64_t area, const char *but_gate, int64_t since);

enum tx_reason events_count(struct db *db, int64_t *count);

#endif
