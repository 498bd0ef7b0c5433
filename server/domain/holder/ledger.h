/* SPDX-License-Identifier: Apache-2.0 */
/* Who holds what: the newest pass of each residency, when it was made, on how many phones it is,
 * and when a slip with a claim code was last printed for it. */
#ifndef SERVER_DOMAIN_HOLDER_LEDGER_H
#define SERVER_DOMAIN_HOLDER_LEDGER_H

#include "domain/context/context.h"
#include "model/resident.h"

struct ledger_row {
  struct resident resident; /* opened */
  bool has;                 /* a pass was made: */
  int64_t iat, exp;         /* of the newest */
  bool bound;               /* the newest is on a phone, else printed */
  bool good;                /* of this generation, not expired, and the residency is active */
  int phones;               /* that show it */
  int64_t slip_at;          /* of the person or the household; 0: none */
};

/* At most limit rows of an area from an index on. TX_NOT_FOUND, TX_NOT_ALLOWED with a sentence. */
enum tx_reason ledger_page(const struct request *request, uint64_t area, uint32_t from,
                           size_t limit, struct ledger_row *out, size_t *count,
                           struct host_problem *problem);
/* The same of people who were found and opened (resident/scan.h). */
enum tx_reason ledger_of(const struct request *request, const struct resident *people, size_t count,
                         struct ledger_row *out, struct host_problem *problem);

#endif
