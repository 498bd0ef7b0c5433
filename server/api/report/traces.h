/* SPDX-License-Identifier: Apache-2.0 */
/* Traces: whom a person met, counted; names after two hands. */
#ifndef SERVER_API_REPORT_TRACES_H
#define SERVER_API_REPORT_TRACES_H

#include "api/call/context.h"

void api_traces_show(struct host_request *http, void *context); /* GET /v1/traces */
void api_traces_make(struct host_request *http, void *context); /* POST /v1/traces */
void api_traces_open(struct host_request *http, void *context); /* GET …/{area}/{id} */
void api_traces_ask(struct host_request *http, void *context);  /* POST …/{area}/{id}/requests */
void api_traces_people(struct host_request *http, void *context); /* GET …/{area}/{id}/people */

#endif
