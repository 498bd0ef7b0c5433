/* SPDX-License-Identifier: Apache-2.0 */
/* /healthz, /readyz, /metrics. */
#ifndef SERVER_API_HEALTH_H
#define SERVER_API_HEALTH_H

#include "desk.h"

void health_alive(struct host_request *request, void *context);
void health_ready(struct host_request *request, void *context);
void health_metrics(struct host_request *request, void *context);

/* To be called after each answer. */
void health_count(void *context, const char *pattern, unsigned status);

#endif
