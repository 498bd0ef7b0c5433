/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one account alone may do to many: so many people a day of each kind (model/bulk.h), and
 * beyond that what a second person of another body has seconded. Whatever does one of these to
 * somebody takes it here, so that no door goes around it. Not counted are holders, the server
 * itself, and, until both founding accounts have signed in, people added and passes (founding.h).
 */
#ifndef SERVER_DOMAIN_BULK_H
#define SERVER_DOMAIN_BULK_H

#include "domain/context/context.h"
#include "model/bulk.h"
#include "model/request.h"

struct bulk_taken {
  bool founding; /* the second account has not signed in yet */
  bool seconded; /* … or another body has seconded it */
};

/* Counts so many people more, within the caller's transaction; people may be 0. TX_NOT_ALLOWED,
 * with a sentence that says how many are left and what to do. */
enum tx_reason bulk_take(const struct request *request, uint64_t area, enum bulk_what what,
                         int64_t people, struct bulk_taken *out, struct host_problem *problem);

/* The same and nothing is counted: before long work begins. */
enum tx_reason bulk_foresee(const struct request *request, uint64_t area, enum bulk_what what,
                            int64_t people, struct bulk_taken *out, struct host_problem *problem);

/* bulk_take in a transaction of its own. */
enum tx_reason bulk_take_alone(const struct request *request, uint64_t area, enum bulk_what what,
                               int64_t people, struct host_problem *problem);

/* Whether the caller may ask for more of it. TX_NOT_ALLOWED, with a sentence that says who may. */
enum tx_reason bulk_check_asker(const struct request *request, enum bulk_what what,
                                struct host_problem *problem);

/* Who asked may do it to so many people within the next day, within the caller's transaction.
 * TX_NOT_ALLOWED without a decision. */
enum tx_reason bulk_allow(const struct request *request, const struct request_row *row,
                          const struct decision *decision);

#endif
