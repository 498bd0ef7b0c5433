/* SPDX-License-Identifier: Apache-2.0 */
/* One person has one account, whatever number of documents. */
#ifndef SERVER_DOMAIN_REQUEST_ONE_ACCOUNT_H
#define SERVER_DOMAIN_REQUEST_ONE_ACCOUNT_H

#include "domain/context/context.h"
#include "domain/resident/document.h"

/* Of whoever is on a roster with a document of that number: whether another of their documents has
 * an account that is open, or asked for in an area. The same number is the store's to refuse.
 * TX_CONFLICT with a sentence. */
enum tx_reason one_account_check(const struct request *request, uint64_t area, const char *number,
                                 struct host_problem *problem);

/* Whether an opened resident, as they stand now, has two open accounts by two documents.
 * TX_CONFLICT with a sentence. */
enum tx_reason one_account_left(const struct request *request, const struct resident *resident,
                                struct host_problem *problem);

#endif
