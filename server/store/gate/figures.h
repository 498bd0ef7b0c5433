/* SPDX-License-Identifier: Apache-2.0 */
/* Counts of an area, for reports: nobody by name. */
#ifndef SERVER_STORE_GATE_FIGURES_H
#define SERVER_STORE_GATE_FIGURES_H

#include "host/db/db.h"

/* Groups of residents: role, exempt, the record's upper ten bits (record >> 22), 1 where its swab
 * is of since (half hours, as a record has them) or later, count. */
struct db_rows figures_people(struct db *db, uint64_t area, uint32_t since);
/* What passed each gate in each hour of from <= at < to: gate, the hour's number since 1970,
 * direction, verdict, count. */
struct db_rows figures_passages(struct db *db, uint64_t area, int64_t from, int64_t to);
/* How many residencies have a pass of their generation that has not ended. */
enum tx_reason figures_passes(struct db *db, uint64_t area, int64_t now_s, int64_t *count);
/* Of how many the newest pass is none of that kind, or whose residency is in another state. */
enum tx_reason figures_lacking(struct db *db, uint64_t area, int state, int64_t now_s,
                               int64_t *count);
/* How many passes were issued in from <= t < to. */
enum tx_reason figures_issued(struct db *db, uint64_t area, int64_t from, int64_t to,
                              int64_t *count);
/* How many visits had a window that touches from <= t < to. */
enum tx_reason figures_visits(struct db *db, uint64_t area, int64_t from, int64_t to,
                              int64_t *count);
/* How many applications and appeals stand in a state up to that one. */
enum tx_reason figures_applications(struct db *db, uint64_t area, int state, int64_t *count);
enum tx_reason figures_appeals(struct db *db, uint64_t area, int state, int64_t *count);
/* When the first of those appeals is due; 0: there is none. */
enum tx_reason figures_due(struct db *db, uint64_t area, int state, int64_t *due_s);
/* Those that nobody answered in time: escalated, or open and due by now. */
enum tx_reason figures_late(struct db *db, uint64_t area, int open, int escalated, int64_t now_s,
                            int64_t *count);

#endif
