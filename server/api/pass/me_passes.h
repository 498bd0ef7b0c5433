/* SPDX-License-Identifier: Apache-2.0 */
/* What a phone does with a pass that it shows: renews it, makes a card of it. */
#ifndef SERVER_API_PASS_ME_PASSES_H
#define SERVER_API_PASS_ME_PASSES_H

#include "api/call/context.h"

/* POST /v1/me/passes/{area}/{index}/renewals, …/cards */
void api_me_renew(struct host_request *http, void *context);
void api_me_card(struct host_request *http, void *context);

#endif
