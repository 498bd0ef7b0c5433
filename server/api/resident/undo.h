/* SPDX-License-Identifier: Apache-2.0 */
/* An import of the last day, taken back. */
#ifndef SERVER_API_RESIDENT_UNDO_H
#define SERVER_API_RESIDENT_UNDO_H

#include "api/call/context.h"

void api_undo_create(struct host_request *http,
                     void *context); /* POST /v1/imports/{area}/{id}/undo */

/* Adds "done": the imports that can be taken back. */
enum tx_reason undo_add(struct call *call, json_t *out);

#endif
