/* SPDX-License-Identifier: Apache-2.0 */
/* The audit log: who did and read what. */
#ifndef SERVER_API_OFFICE_AUDIT_H
#define SERVER_API_OFFICE_AUDIT_H

#include "api/call/context.h"

/* GET /v1/audit?area=&index=&before= */
void api_audit_show(struct host_request *http, void *context);

#endif
