/* SPDX-License-Identifier: Apache-2.0 */
/* Policies: drafts kept, checked, rehearsed, explained, published; what is in force, listed. A
 * draft is the body, or ?draft=N. */
#ifndef SERVER_API_ORDER_POLICIES_H
#define SERVER_API_ORDER_POLICIES_H

#include "api/call/context.h"

/* Of the communities of an area, as the answer of GET /v1/policies/contradictions. The call gives
 * its connection back. */
enum tx_reason contradictions_of(struct call *call, uint64_t area, json_t **out);

void api_policies_show(struct host_request *http, void *context);    /* GET /v1/policies */
void api_policies_publish(struct host_request *http, void *context); /* POST /v1/policies?accept= */
void api_policies_draft(struct host_request *http, void *context);   /* POST /v1/policies/drafts */
/* GET /v1/policies/drafts/{draft} */
void api_policies_draft_show(struct host_request *http, void *context);
void api_policies_check(struct host_request *http, void *context);  /* POST /v1/policies/checks */
void api_policies_import(struct host_request *http, void *context); /* POST /v1/policies/signed */
void api_policies_declared(struct host_request *http, void *context);
void api_policies_declare(struct host_request *http, void *context); /* PUT /v1/policies/data */
/* GET /v1/policies/contradictions?area= */
void api_policies_contradictions(struct host_request *http, void *context);
/* POST /v1/policies/rehearsals?against= */
void api_policies_rehearse(struct host_request *http, void *context);
/* POST /v1/residents/{area}/{index}/explanations?kind=&direction=&live=&record= */
void api_policies_explain(struct host_request *http, void *context);

#endif
