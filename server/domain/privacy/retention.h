/* SPDX-License-Identifier: Apache-2.0 */
/* What dies by itself: model/retention.c has the table. */
#ifndef SERVER_DOMAIN_PRIVACY_RETENTION_H
#define SERVER_DOMAIN_PRIVACY_RETENTION_H

#include "domain/context/context.h"

/* Deletes what is over, in slices, for half a second at most: the rest is left to the next call.
 * The caller knows that the clock is right: what has died does not come back. */
enum tx_reason retention_run(struct server *server, int64_t now_s);

/* The same of statements, each person's by themselves, of who left, and of phones that an area
 * knows nothing of any more: for once an hour, 20 seconds at most. */
enum tx_reason retention_run_statements(struct server *server, int64_t now_s);

#endif
