/* SPDX-License-Identifier: Apache-2.0 */
/* Where somebody lives of whom a source speaks. */
#ifndef SERVER_DOMAIN_STATEMENT_HOMES_H
#define SERVER_DOMAIN_STATEMENT_HOMES_H

#include "domain/context/context.h"

#define HOMES_MAX 64 /* in which one person lives */

/* The areas within another (0: any); areas holds HOMES_MAX. */
enum tx_reason homes_find(const struct request *request, const uint8_t subject[TX_HASH_SIZE],
                          uint64_t within, uint64_t *areas, size_t *count);

#endif
