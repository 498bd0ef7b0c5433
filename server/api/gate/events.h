/* SPDX-License-Identifier: Apache-2.0 */
/* Events of gates: taken in as signed batches, listed, and handed to neighbours. */
#ifndef SERVER_API_GATE_EVENTS_H
#define SERVER_API_GATE_EVENTS_H

#include "api/call/context.h"

/* An area's last count hours, at most GATE_HOURS_MAX: out's "hours". */
enum tx_reason hours_say(struct call *call, uint64_t area, size_t count, json_t *out);

void api_events_take(struct host_request *http, void *context);  /* POST /v1/events */
void api_events_find(struct host_request *http, void *context);  /* GET /v1/events */
void api_events_show(struct host_request *http, void *context);  /* GET /v1/gates/{gate}/events */
void api_events_hours(struct host_request *http, void *context); /* GET /v1/events/hours */
void api_events_history(struct host_request *http,
                        void *context); /* GET /v1/history/{area}?since= */

#endif
