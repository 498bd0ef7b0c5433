/* SPDX-License-Identifier: Apache-2.0 */
/* The policies in force over an area: its own and those of the levels above it. */
#ifndef SERVER_DOMAIN_OVER_H
#define SERVER_DOMAIN_OVER_H

#include "domain/context/context.h"

#include "format/policy.h"

struct policies_over {
  const struct tx_policy *policies[TX_LEVELS];
  size_t count;
  struct opened *opened; /* of the request's, which outlives this */
};

/* Those that gates take, too, by area; the caller releases *out, before it ends the request. */
enum tx_reason policies_over(const struct request *request, uint64_t area,
                             struct policies_over *out);
void policies_release(struct policies_over *over);
#define POLICIES_OVER __attribute__((cleanup(policies_release))) struct policies_over

#endif
