/* SPDX-License-Identifier: Apache-2.0 */
/* /v1/requests: what waits for a second person, and what became of it. */
#ifndef SERVER_API_OFFICE_REQUESTS_H
#define SERVER_API_OFFICE_REQUESTS_H

#include "api/call/context.h"
#include "domain/request/request.h"

void api_requests_show(struct host_request *http, void *context);
void api_requests_make(struct host_request *http, void *context);
void api_requests_decide(struct host_request *http, void *context);

/* Appends them with who may second each, and whom each names. */
enum tx_reason requests_say(struct call *call, const struct request_row *rows, size_t count,
                            json_t *list);
json_t *exemptions_json(uint8_t set);                /* as words */
json_t *request_json(const struct request_row *row); /* a new reference */
/* Asks for it: *out is the request, with who may second it, and "repeated" where it was asked for
 * before. */
enum tx_reason request_ask(struct call *call, const struct request_in *in, json_t **out);
/* Asks for it where it could be read (TX_OK), and answers 202 with the request, or the problem. */
void request_answer(struct call *call, enum tx_reason reason, const struct request_in *in);

#endif
