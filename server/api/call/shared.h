/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Answers that wait until what they acknowledge lasts. Their commits have waited for no disk; a
 * thread settles them together (db_settle), one wait for all that came meanwhile. Nobody else
 * waits: a worker goes on to the next request.
 */
#ifndef SERVER_API_CALL_SHARED_H
#define SERVER_API_CALL_SHARED_H

#include "domain/context/context.h"
#include "host/http/http.h"

#include <jansson.h>

struct shared_answers;

/* Answers a request, and takes json over: TX_OK, or why nobody can tell whether it lasts. */
typedef void shared_finish(struct host_request *http, enum tx_reason reason, unsigned status,
                           json_t *json);

/* Starts its thread. NULL: out of memory; then each commit waits by itself. */
struct shared_answers *shared_start(struct server *server);
/* When the listeners have ended, which wait for it. NULL is nothing. */
void shared_stop(struct shared_answers *shared);

/* Puts the request to sleep until its commits, of that session of the database (db_session), are
 * settled; then it is finished. The handler returns without touching it again. */
void shared_answer(struct shared_answers *shared, struct host_request *http, unsigned session,
                   unsigned status, json_t *json, shared_finish *finish);

#endif
