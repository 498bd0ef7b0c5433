/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ETag and If-Match (RFC 9110 8.8.3, 13.1.1): whoever changes what they have read says which it
 * was, and is told where somebody else has changed it since. Without If-Match whatever is there is
 * meant.
 */
#ifndef SERVER_API_CALL_MATCH_H
#define SERVER_API_CALL_MATCH_H

#include "context.h"

#define MATCH_SIZE 33

/* Digits that are others for other bytes. */
void match_version(struct tx_span bytes, char out[MATCH_SIZE]);
/* Into the answer. */
void match_tell(struct host_request *http, const char *version);
bool match_meant(struct host_request *http, const char *version);
/* call_answer with 200, or 412 where the call's problem says what is stale. */
void match_answer(struct call *call, bool meant, enum tx_reason reason, json_t *json);

#endif
