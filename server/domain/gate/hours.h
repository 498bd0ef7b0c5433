/* SPDX-License-Identifier: Apache-2.0 */
/* How many came, went and were turned away, hour by hour. */
#ifndef SERVER_DOMAIN_GATE_HOURS_H
#define SERVER_DOMAIN_GATE_HOURS_H

#include "domain/context/context.h"

#include "format/event.h"

struct gate_hour {
  int64_t in, out, refused;
};

/* Counts n events; at a sampling gate nobody comes or goes. */
void gate_hour_add(struct gate_hour *hour, enum tx_direction direction, enum tx_verdict verdict,
                   int64_t n);

#define GATE_HOURS_MAX (7 * 24)

/* Of the gates of an area, count hours (1 to GATE_HOURS_MAX) of which the last is that of now.
 * *first_s: when the first begins, UTC seconds. TX_NOT_FOUND with a sentence. */
enum tx_reason gate_hours(const struct request *request, uint64_t area, size_t count,
                          struct gate_hour out[GATE_HOURS_MAX], int64_t *first_s,
                          struct host_problem *problem);

#endif
