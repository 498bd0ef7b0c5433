/* SPDX-License-Identifier: Apache-2.0 */
/* The trust list that a server holds, with the keys that it speaks of. */
#ifndef SERVER_DOMAIN_TRUST_LOAD_H
#define SERVER_DOMAIN_TRUST_LOAD_H

#include "domain/context/context.h"

/* The list of a database that was just set up. */
enum tx_reason trust_store(struct db *db, const struct tx_trust *trust);

/* Reads the list in force and the server's keys. The caller hands *out to signing_replace, or gives
 * it back with signing_release. */
enum tx_reason signing_load(struct db *db, struct signing **out, struct host_problem *problem);

/* Reads the server's keys again when their folder has changed; those before stay where it cannot be
 * read, with a sentence, and it is not read again until it changes once more. *changed: there was
 * something to read. One thread. */
enum tx_reason signing_refresh(struct server *server, const struct request *request, bool *changed,
                               struct host_problem *problem);

#endif
