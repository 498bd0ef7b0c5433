/* SPDX-License-Identifier: Apache-2.0 */
/* /v1/accounts: who there is, activation, the user of this machine. */
#ifndef SERVER_API_OFFICE_ACCOUNTS_H
#define SERVER_API_OFFICE_ACCOUNTS_H

#include "api/call/context.h"

void api_accounts_show(struct host_request *http, void *context);
void api_accounts_add(struct host_request *http, void *context);
void api_accounts_end(struct host_request *http, void *context);
void api_accounts_code(struct host_request *http, void *context);
void api_accounts_activate(struct host_request *http, void *context);
void api_accounts_bind(struct host_request *http, void *context);

/* /v1/bodies. */
void api_bodies_show(struct host_request *http, void *context);
void api_bodies_add(struct host_request *http, void *context);

#endif
