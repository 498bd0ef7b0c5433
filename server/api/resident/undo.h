/* SPDX-License-Identifier: Apache-2.0 */
/* An import of the last day, taken back. */
#ifndef SERVER_API_RESIDENT_UNDO_H
#define SERVER_API_RESIDENT_UNDO_H

#include "api/call/context.h"

void api_undo_create(struct host_request *http,
                     void *context); /* POST /v1/imports/{area}/{id}/undo */

/* The imports that can be taken back. */
json_t *undo_json(struct call *call);

#endif
