/* SPDX-License-Identifier: Apache-2.0 */
/* A card of a pass that a phone holds, for paper: it needs no phone, and can be lent. */
#ifndef SERVER_DOMAIN_HOLDER_CARD_H
#define SERVER_DOMAIN_HOLDER_CARD_H

#include "holding.h"

#define CARDS_MAX 3                 /* of a residency … */
#define CARDS_WITHIN_S (30 * 86400) /* … within that time, the office's too */

/* Of the same index and generation as what the phone holds, bound to no key: they die together.
 * TX_NOT_FOUND (the phone has no such pass), TX_CONFLICT (suspended, revoked), TX_NOT_ALLOWED (of
 * who comes for a time), TX_TOO_MANY, with a sentence. The caller has called pass_issue_prepare. */
enum tx_reason holding_card(const struct request *request, const struct holder_key *key,
                            uint64_t area, uint32_t index, struct pass_issued *out,
                            struct host_problem *problem);

#endif
