/* SPDX-License-Identifier: Apache-2.0 */
/* Exercises (应急演练): what gates of the area decide meanwhile is marked, and counts nowhere. */
#ifndef SERVER_DOMAIN_GATE_DRILL_H
#define SERVER_DOMAIN_GATE_DRILL_H

#include "domain/context/context.h"
#include "model/drill.h"

#define DRILL_HOURS_MAX 24
#define DRILLS_MAX 50

/* Begins one now, for so many hours. TX_BAD_ARGUMENT, TX_CONFLICT while one goes on, with a
 * sentence. */
enum tx_reason drill_start(const struct request *request, uint64_t area, int64_t hours,
                           struct drill_row *out, struct host_problem *problem);
/* Ends the one that goes on. TX_NOT_FOUND, with a sentence. */
enum tx_reason drill_end(const struct request *request, uint64_t area, struct drill_row *out,
                         struct host_problem *problem);
/* An area's, newest first. */
enum tx_reason drill_list(const struct request *request, uint64_t area,
                          struct drill_row out[DRILLS_MAX], size_t *count,
                          struct host_problem *problem);

#endif
