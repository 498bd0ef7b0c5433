/* SPDX-License-Identifier: Apache-2.0 */
/* A newer trust list. */
#ifndef SERVER_DOMAIN_TRUST_IMPORT_H
#define SERVER_DOMAIN_TRUST_IMPORT_H

#include "domain/context/context.h"

/* Takes a newer list as signed, and reloads the keys. *seq is its own. TX_OK, or the reason why the
 * one before stays, with a sentence. */
enum tx_reason trust_import(struct server *server, const struct request *request,
                            struct tx_span bytes, uint64_t *seq, struct host_problem *problem);

#endif
