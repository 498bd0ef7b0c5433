/* SPDX-License-Identifier: Apache-2.0 */
/* Claim codes: slips for mailboxes, and one person's own. */
#ifndef SERVER_API_PASS_CLAIMS_H
#define SERVER_API_PASS_CLAIMS_H

#include "api/call/context.h"

void api_claims_make(struct host_request *http, void *context);
void api_claims_show(struct host_request *http, void *context);

#endif
