/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Idempotency-Key, for every route of HOST_MAKES: what a call commits and its answer are one
 * transaction (call_take, call_answer), and the same request again gets that answer.
 */
#ifndef SERVER_API_CALL_ONCE_H
#define SERVER_API_CALL_ONCE_H

#include "context.h"
#include "domain/context/once.h"

/* Before the handler. False having answered: what was answered before, or a problem. On a way that
 * others can read the key counts for nothing. */
bool once_admit(struct host_request *http, void *context);

/* What the request is known by; NULL: nothing keeps its answer. */
const struct once *once_of_request(const struct host_request *http);

/* Keeps the answer with what the request's connection holds of it, commits, and answers TX_OK; or
 * undoes all. TX_CONFLICT: the same request was answered meanwhile, as *before says. */
enum tx_reason once_finish(struct server *server, const struct request *request,
                           const struct once *once, const struct once_answer *answer,
                           struct once_answer *before, struct host_problem *problem);
/* What was refused may have been so because the same request was answered meanwhile: TX_CONFLICT,
 * as *before says; else reason. */
enum tx_reason once_refuse(struct server *server, const struct request *request,
                           const struct once *once, enum tx_reason reason,
                           struct once_answer *before);
void once_reply(struct host_request *http, struct once_answer *before);

#endif
