/* SPDX-License-Identifier: Apache-2.0 */
/* /v1/sync: signed objects. An address with a seq never changes; the one without is a redirect. */
#ifndef SERVER_API_GATE_SYNC_H
#define SERVER_API_GATE_SYNC_H

#include "api/call/context.h"

void api_sync_trust(struct host_request *http, void *context);
void api_sync_trust_seq(struct host_request *http, void *context);
void api_sync_status(struct host_request *http, void *context);
void api_sync_status_seq(struct host_request *http, void *context);
void api_sync_delta(struct host_request *http, void *context);
void api_sync_policy(struct host_request *http, void *context);
void api_sync_policy_seq(struct host_request *http, void *context);
void api_sync_certs(struct host_request *http, void *context);
void api_sync_certs_seq(struct host_request *http, void *context);

#endif
