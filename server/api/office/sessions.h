/* SPDX-License-Identifier: Apache-2.0 */
/* /v1/sessions: signing in and out. */
#ifndef SERVER_API_OFFICE_SESSIONS_H
#define SERVER_API_OFFICE_SESSIONS_H

#include "api/call/context.h"

void api_sessions_open(struct host_request *http, void *context);
void api_sessions_show(struct host_request *http, void *context);
void api_sessions_close(struct host_request *http, void *context);

#endif
