/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The commands of the office, one table: each is one call of the domain with JSON in and out, run
 * here when no server runs, and behind the server's socket (POST /v1/admin/COMMAND) when one does.
 */
#ifndef SERVER_API_ADMIN_H
#define SERVER_API_ADMIN_H

#include "desk.h"

#define ADMIN_BODY_MAX (768u << 20) /* a roster as JSON text */

/* Runs a command by name under the office's lock. *out is set with TX_OK only. */
enum tx_reason admin_run(struct office *office, const struct call *call, const char *name,
                         const json_t *in, json_t **out, struct host_problem *problem);

/* POST /v1/admin/{command} on the Unix socket; the caller's uid is the actor. */
void admin_handle(struct host_request *request, void *context);

/* The i-th command's name; NULL past the last. */
const char *admin_name(size_t i);

#endif
