/* SPDX-License-Identifier: Apache-2.0 */
/* Gates: registered by the office or by an enrolment code, listed, shut out; their sign-in. */
#ifndef SERVER_API_GATE_GATES_H
#define SERVER_API_GATE_GATES_H

#include "api/call/context.h"

/* Those within reach of the caller: out's "gates". */
enum tx_reason gates_say(struct call *call, json_t *out);

void api_gates_nonce(struct host_request *http, void *context); /* GET /v1/nonce */
/* POST /v1/gates: by a gate with an enrolment code's token, or by the office. */
void api_gates_add(struct host_request *http, void *context);
void api_gates_show(struct host_request *http, void *context);   /* GET /v1/gates */
void api_gates_remove(struct host_request *http, void *context); /* DELETE /v1/gates/{gate} */
void api_gates_code(struct host_request *http, void *context);   /* POST /v1/gates/codes */
void api_gates_token(struct host_request *http, void *context);  /* POST /v1/gates/token */
/* GET /v1/gates/token: whether the bearer's counts, for a cache before the server. */
void api_gates_token_show(struct host_request *http, void *context);

#endif
