/* SPDX-License-Identifier: Apache-2.0 */
/* Who holds what. */
#ifndef SERVER_API_PASS_LEDGER_H
#define SERVER_API_PASS_LEDGER_H

#include "api/call/context.h"

void api_ledger_show(struct host_request *http, void *context);   /* GET /v1/passes */
void api_ledger_search(struct host_request *http, void *context); /* POST /v1/passes/search */

#endif
