/* SPDX-License-Identifier: Apache-2.0 */
/* What was said of somebody, by whom, when, until when: the history of a record. */
#ifndef SERVER_DOMAIN_STATEMENT_SAID_H
#define SERVER_DOMAIN_STATEMENT_SAID_H

#include "domain/context/context.h"
#include "model/resident.h"
#include "model/statement.h"

/* Of the newest, at most: a year of daily tests is less. */
#define SAID_MAX 500

/* All that the server still keeps of somebody in an area, in no order; the caller frees *out. */
enum tx_reason said_all(const struct request *request, uint64_t area,
                        const uint8_t subject[TX_HASH_SIZE], struct statement_row **out,
                        size_t *count);
/* The newest of it, the newest first. */
enum tx_reason said_list(const struct request *request, const struct resident *resident,
                         struct statement_row **out, size_t *count);

#endif
