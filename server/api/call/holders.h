/* SPDX-License-Identifier: Apache-2.0 */
/* Whoever shows passes on a phone: its sessions by the phone's key, and what is theirs. */
#ifndef SERVER_API_CALL_HOLDERS_H
#define SERVER_API_CALL_HOLDERS_H

#include "context.h"
#include "domain/holder/holding.h"

#define HOLDER_COOKIE "__Host-tx-holder"

void api_holders_open(struct host_request *http, void *context);
void api_holders_close(struct host_request *http, void *context);

/* Whose session the call is in. TX_NOT_FOUND: in none. */
enum tx_reason holder_find(struct call *call, struct holder_key *out);
/* The same, over a private way. False having answered 401 or 403. */
bool holder_admit(struct call *call, struct holder_key *out);

/* A pass on a phone, without what the roster knows besides; for answers. */
json_t *held_json(const struct held *held);

#endif
