/* SPDX-License-Identifier: Apache-2.0 */
/* The server in a few numbers, its areas, and its audit log put to the test. */
#ifndef SERVER_API_OFFICE_STATUS_H
#define SERVER_API_OFFICE_STATUS_H

#include "api/call/context.h"

/* What ends within 60 days, and whether the office lives on two machines: members of out. */
enum tx_reason ends_say(struct call *call, json_t *out);

void api_status_show(struct host_request *http, void *context);     /* GET /v1/status */
void api_status_ends(struct host_request *http, void *context);     /* GET /v1/ends?days=&format= */
void api_status_add_area(struct host_request *http, void *context); /* POST /v1/areas */
void api_status_audit(struct host_request *http,
                      void *context); /* GET /v1/audit/verification?area=&head= */

#endif
