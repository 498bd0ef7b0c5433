/* SPDX-License-Identifier: Apache-2.0 */
/* What restrains people waits, as one request an area, for a second person of another body; until
 * then it counts for nobody. */
#ifndef SERVER_DOMAIN_FEED_HELD_H
#define SERVER_DOMAIN_FEED_HELD_H

#include "domain/context/context.h"
#include "model/import.h"
#include "model/request.h"

/* Notes one more line in what a request will speak of. */
void held_note(struct held_wish *wish, const uint8_t subject[TX_HASH_SIZE],
               const struct statement_row *said, enum restraint restraint);

/* Within the caller's transaction: the rows of an import wait from now on, and somebody is asked.
 * *id is the request. */
enum tx_reason held_ask(const struct request *request, const struct import_row *import,
                        const struct held_wish *wish, int64_t *id);

/* The same in JSON, as a request keeps it; malloc'd, NULL when memory is short. */
char *held_write(const struct held_wish *wish);

/* Within the caller's transaction: the rows count, or go. TX_NOT_FOUND: they wait no more. */
enum tx_reason held_let_go(const struct request *request, const struct request_row *row);
enum tx_reason held_drop(const struct request *request, const struct request_row *row);

#endif
