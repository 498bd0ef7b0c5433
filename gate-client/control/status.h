/* SPDX-License-Identifier: Apache-2.0 */
/* What a gate tells of itself: for `status`, for the socket, for the page. */
#ifndef GATE_CONTROL_STATUS_H
#define GATE_CONTROL_STATUS_H

#include "loop/loop.h"
#include "sync/sync.h"

/* Identity, what is held and how old it is, clock, journal, sync, loop. sync and loop may be NULL.
 * NULL: out of memory. */
json_t *gate_report_json(struct gate *gate, struct gate_sync *sync, const struct gate_loop *loop);

/* One line a language for the guard: "data of 07:32, 2 minutes old; 14 events waiting"; and what is
 * wrong, if anything. For the loop's own thread. */
json_t *gate_report_line(struct gate *gate, const struct gate_loop *loop);

/* How old data is, in minutes, hours or days: "3天前", "3 days old". */
void gate_report_age(int64_t minutes, char zh[32], char en[32]);

#endif
