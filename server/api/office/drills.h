/* SPDX-License-Identifier: Apache-2.0 */
/* Exercises: begun, ended, listed. */
#ifndef SERVER_API_OFFICE_DRILLS_H
#define SERVER_API_OFFICE_DRILLS_H

#include "api/call/context.h"

/* An area's, newest first: out's "drills". */
enum tx_reason drills_say(struct call *call, uint64_t area, json_t *out);

void api_drills_show(struct host_request *http, void *context);
void api_drills_start(struct host_request *http, void *context);
void api_drills_end(struct host_request *http, void *context);

#endif
