/* SPDX-License-Identifier: Apache-2.0 */
/* What a phone is told of the passes that it holds, or held. */
#ifndef SERVER_DOMAIN_APPLICATION_NOTICE_H
#define SERVER_DOMAIN_APPLICATION_NOTICE_H

#include "domain/holder/holding.h"

struct holder_notice {
  const char *kind; /* "second_claim": somebody else asks for it; "replaced": this one is dead */
  uint64_t area;
  uint32_t index;
  int64_t at;
};

/* Of one that a key holds or held, opened. *found: there is something to tell. */
enum tx_reason notice_find(const struct request *request, const struct holder_key *key,
                           const struct held *held, struct holder_notice *out, bool *found);

#endif
