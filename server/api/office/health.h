/* SPDX-License-Identifier: Apache-2.0 */
/* /healthz, /readyz, /metrics. */
#ifndef SERVER_API_OFFICE_HEALTH_H
#define SERVER_API_OFFICE_HEALTH_H

#include "api/call/context.h"

void api_health_alive(struct host_request *http, void *context);
void api_health_ready(struct host_request *http, void *context);
void api_health_metrics(struct host_request *http, void *context);

/* To be called after each answer. */
void api_health_count(void *context, const char *pattern, unsigned status);

#endif
