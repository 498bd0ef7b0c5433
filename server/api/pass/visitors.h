/* SPDX-License-Identifier: Apache-2.0 */
/* Visitors and whoever else comes for a limited time: asked for by a resident's phone or by the
 * office. */
#ifndef SERVER_API_PASS_VISITORS_H
#define SERVER_API_PASS_VISITORS_H

#include "api/call/context.h"

void api_visitors_show(struct host_request *http, void *context); /* GET /v1/visitors?area=&from= */
void api_visitors_add(struct host_request *http, void *context);  /* POST /v1/visitors */
void api_me_visitors(struct host_request *http, void *context);   /* GET /v1/me/visitors */
void api_me_visitor(struct host_request *http, void *context);    /* POST /v1/me/visitors */
/* DELETE /v1/me/visitors/{area}/{visit} */
void api_me_visitor_end(struct host_request *http, void *context);

/* What a form says of whoever comes; the texts point into in. */
struct visit_in;
struct visit_pass;
struct visit_in read_visit(const json_t *in);
/* A pass and of whom it is: by the full name for who asked for it. */
json_t *visit_pass_json(const struct visit_pass *pass, bool full);
struct visit;
json_t *visit_json(const struct visit *visit, int64_t now_s);

#endif
