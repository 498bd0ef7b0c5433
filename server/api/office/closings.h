/* SPDX-License-Identifier: Apache-2.0 */
/* The end of an emergency: what would be deleted, what was, asked for, and its signed statement. */
#ifndef SERVER_API_OFFICE_CLOSINGS_H
#define SERVER_API_OFFICE_CLOSINGS_H

#include "api/call/context.h"

void api_closings_show(struct host_request *http, void *context);
void api_closings_ask(struct host_request *http, void *context);
void api_closings_verify(struct host_request *http, void *context);
void api_sync_end(struct host_request *http, void *context);

#endif
