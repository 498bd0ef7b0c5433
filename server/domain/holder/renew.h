/* SPDX-License-Identifier: Apache-2.0 */
/* A phone's pass renewed before it ends, by the phone alone. */
#ifndef SERVER_DOMAIN_HOLDER_RENEW_H
#define SERVER_DOMAIN_HOLDER_RENEW_H

#include "holding.h"

/* Before the end; of a pass of less than 60 days half of it. */
#define RENEW_AHEAD_S (30 * 86400)

/* From when on it may be renewed. Passes of whoever comes for a time are not: 0. */
enum tx_reason holding_renewable(const struct request *request, const struct holding *holding,
                                 int64_t *from_s);

/* Fills in what a key holds of out->holding's area and index, and whose it is. TX_NOT_FOUND:
 * nothing that is good, with a sentence. */
enum tx_reason holding_find(const struct request *request, const struct holder_key *key,
                            struct held *out, struct host_problem *problem);

/* Another pass of the same generation for the same phone: the one before holds to its end. Sets
 * out->holding too. TX_NOT_FOUND (the phone has no such pass, or it is over), TX_CONFLICT (too
 * early; suspended, revoked), TX_NOT_ALLOWED (for a time only), with a sentence. The caller has
 * called pass_issue_prepare. */
enum tx_reason holding_renew(const struct request *request, const struct holder_key *key,
                             uint64_t area, uint32_t index, struct held *out,
                             struct host_problem *problem);

#endif
