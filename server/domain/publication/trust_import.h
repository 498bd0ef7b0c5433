/* SPDX-License-Identifier: Apache-2.0 */
/* The trust list that a server holds: loading it with the keys that it speaks of, and a newer one.
 */
#ifndef SERVER_DOMAIN_TRUST_IMPORT_H
#define SERVER_DOMAIN_TRUST_IMPORT_H

#include "domain/context/context.h"

/* The list of a database that was just set up. */
enum tx_reason trust_store(struct db *db, const struct tx_trust *trust);

/* Reads the list in force and the server's keys. The caller hands *out to signing_replace, or gives
 * it back with signing_release. */
enum tx_reason signing_load(struct db *db, struct signing **out, struct host_problem *problem);

/* Takes a newer list as signed, and reloads the keys. *seq is its own. TX_OK, or the reason why the
 * one before stays, with a sentence. */
enum tx_reason trust_import(struct server *server, const struct request *request,
                            struct tx_span bytes, uint64_t *seq, struct host_problem *problem);

#endif
