/* SPDX-License-Identifier: Apache-2.0 */
/* Orders in force that contradict each other, for each community of an area: what a street, a
 * district or a city looks at. Names nobody. */
#ifndef SERVER_DOMAIN_ORDER_CONTRADICTIONS_H
#define SERVER_DOMAIN_ORDER_CONTRADICTIONS_H

#include "orders.h"

struct contradictions_in {
  uint64_t area;
  size_t count;
};

struct contradictions {
  struct contradictions_in *areas; /* the communities that this server keeps lists of */
  size_t area_count;
  struct policy_findings findings; /* each once, with the first community and how many; point into
                                      the book */
};

/* The communities of an area that the caller reaches, none counted yet. TX_NOT_ALLOWED with a
 * sentence. The caller finishes *out in any case. */
enum tx_reason contradictions_begin(const struct request *request, uint64_t area,
                                    struct contradictions *out, struct host_problem *problem);
/* Counts, by the policies of a book; needs no database. TX_NO_MEMORY. */
enum tx_reason contradictions_find(const struct orders_book *book, int64_t now_s,
                                   struct contradictions *out);
void contradictions_finish(struct contradictions *contradictions);

#endif
