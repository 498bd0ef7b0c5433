/* SPDX-License-Identifier: Apache-2.0 */
/* /v1/sync: signed objects. An address with a seq never changes; the one without is a redirect. */
#ifndef SERVER_API_SYNC_H
#define SERVER_API_SYNC_H

#include "desk.h"

void sync_trust(struct host_request *request, void *context);
void sync_trust_seq(struct host_request *request, void *context);
void sync_status(struct host_request *request, void *context);
void sync_status_seq(struct host_request *request, void *context);
void sync_delta(struct host_request *request, void *context);
void sync_policy(struct host_request *request, void *context);
void sync_policy_seq(struct host_request *request, void *context);
void sync_certs(struct host_request *request, void *context);
void sync_certs_seq(struct host_request *request, void *context);

#endif
