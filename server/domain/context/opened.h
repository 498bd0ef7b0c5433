/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Policies that were opened by the trust list in force: verified and parsed once, however often
 * they are asked for. A phone's poll asks for those over its area, and its signatures were most of
 * what it cost.
 */
#ifndef SERVER_DOMAIN_OPENED_H
#define SERVER_DOMAIN_OPENED_H

#include "format/policy.h"
#include "format/trust.h"

#define OPENED_MOST 64 /* are kept, those that were asked for last */

/* Of one trust list, which outlives it; has a lock of its own. */
struct opened;
struct opened *opened_create(const struct tx_trust *trust);
/* Nobody holds a policy of it any more. */
void opened_destroy(struct opened *opened);

/* The policy in these bytes, as tx_policy_take has it without a floor, with its reasons; to be
 * given back with opened_release, before the trust list goes. */
enum tx_reason opened_take(struct opened *opened, struct tx_span bytes, int64_t now_s,
                           const struct tx_policy **out);
void opened_release(struct opened *opened, const struct tx_policy *policy);

#endif
