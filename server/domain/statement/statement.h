/* SPDX-License-Identifier: Apache-2.0 */
/* One statement, by hand. */
#ifndef SERVER_DOMAIN_STATEMENT_STATEMENT_H
#define SERVER_DOMAIN_STATEMENT_STATEMENT_H

#include "domain/context/context.h"
#include "model/resident.h"
#include "read.h"

/* Reads one (read.h); a problem is a whole sentence. */
enum tx_reason statement_parse(const struct server *server, const struct request *request,
                               const struct statement_words *words, struct statement_row *out,
                               struct host_problem *problem);

/* Enters one that ends or improves something. *changed: the record became another. TX_NOT_ALLOWED
 * for one that restrains. */
enum tx_reason statement_enter(const struct request *request, const struct resident *resident,
                               const struct statement_row *statement, bool *changed,
                               struct host_problem *problem);

/* Takes back what stands and counts for that value of a field, of whatever source and wherever the
 * person lives, within the caller's transaction. A retraction is added for each and nothing is
 * deleted: the record becomes what it would be without, also when the same is said again. */
enum tx_reason statement_retract(const struct request *request, const struct resident *resident,
                                 const struct statement_row *said);

/* Takes back one of a person by its source and id, in each of their homes and whether it has come
 * yet or not. */
enum tx_reason statement_retract_one(const struct request *request,
                                     const uint8_t subject[TX_HASH_SIZE],
                                     const struct statement_row *said);

/* Enters any, within the caller's transaction. TX_NOT_ALLOWED without a decision. */
enum tx_reason statement_decide(const struct request *request, const struct resident *resident,
                                const struct statement_row *statement,
                                const struct decision *decision);

#endif
