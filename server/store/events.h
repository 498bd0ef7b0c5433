/* SPDX-License-Identifier: Apache-2.0 */
/* Events of gates: each (gate, seq) once, with the bytes as they came. */
#ifndef SERVER_STORE_EVENTS_H
#define SERVER_STORE_EVENTS_H

#include "host/db/db.h"

#include "format/event.h"

enum tx_reason events_add(struct db *db, const char *gate, uint64_t seq, int64_t now_s,
                          const struct tx_event *event, struct tx_span encoded);
enum tx_reason gaps_add(struct db *db, const char *gate, uint64_t first, uint64_t last,
                        int64_t now_s);

/* Rows of gate, seq, body, received_at (columns 0 to 3) in the order of gate and seq; gate NULL
 * means all. */
struct db_rows events_list(struct db *db, const char *gate);
/* The same of from <= at < to, in the order of time. */
struct db_rows events_between(struct db *db, int64_t from, int64_t to);
/* Gaps: gate, first, last, received_at. */
struct db_rows gaps_list(struct db *db);

/* Admissions at the other gates of an area from a time on: body, kind of the gate in columns 0
 * and 1. */
struct db_rows events_history(struct db *db, uint64_t area, const char *but_gate, int64_t since);

enum tx_reason events_count(struct db *db, int64_t *count);

#endif
