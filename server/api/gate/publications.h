/* SPDX-License-Identifier: Apache-2.0 */
/* What is published: lists made now, objects listed, the trust list replaced. */
#ifndef SERVER_API_GATE_PUBLICATIONS_H
#define SERVER_API_GATE_PUBLICATIONS_H

#include "api/call/context.h"

void api_publications_create(struct host_request *http, void *context); /* POST /v1/publications */
void api_publications_show(struct host_request *http, void *context);   /* GET /v1/publications */
void api_publications_trust(struct host_request *http, void *context);  /* PUT /v1/trust */

#endif
