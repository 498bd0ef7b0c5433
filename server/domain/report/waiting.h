/* SPDX-License-Identifier: Apache-2.0 */
/* How much of an area waits for the office. */
#ifndef SERVER_DOMAIN_REPORT_WAITING_H
#define SERVER_DOMAIN_REPORT_WAITING_H

#include "domain/context/context.h"

struct waiting {
  int64_t applications;
  int64_t appeals; /* not answered … */
  int64_t due_s;   /* … and when the first has to be; 0: there is none */
};

/* TX_NOT_FOUND, TX_NOT_ALLOWED with a sentence. */
enum tx_reason waiting_count(const struct request *request, uint64_t area, struct waiting *out,
                             struct host_problem *problem);

/* Residents without a pass that is good, as holder/ledger.h has it: looks at each of them. */
enum tx_reason waiting_lacking(const struct request *request, uint64_t area, int64_t *count,
                               struct host_problem *problem);

#endif
