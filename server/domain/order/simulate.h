/* SPDX-License-Identifier: Apache-2.0 */
/* Rehearsal: what a draft would have done on a day that is over. */
#ifndef SERVER_DOMAIN_ORDER_SIMULATE_H
#define SERVER_DOMAIN_ORDER_SIMULATE_H

#include "orders.h"
#include "policy/check/headcount.h"
#include "policy/check/simulate.h"

struct rehearsal;

struct order_rehearsal {
  int64_t from, to;
  struct policy_try_result result; /* points into the two below */
  struct orders_book book;
  struct rehearsal *events;
  struct headcount heads; /* by orders_count_heads; points into book */
};

/* Plays a day's events ("yesterday", "today" or 2022-01-31) against a draft, or NULL: what is in
 * force. The caller finishes *out, also after an error. */
enum tx_reason orders_simulate(const struct server *server, const struct request *request,
                               const struct order_source *draft, const char *day,
                               struct order_rehearsal *out, struct host_problem *problem);
/* Then counts who of today's lists would be stopped now. Holds no request: the lists are read in
 * slices. */
enum tx_reason orders_count_heads(struct server *server, int64_t now_s,
                                  struct order_rehearsal *rehearsal, struct host_problem *problem);
void order_rehearsal_finish(struct order_rehearsal *rehearsal);

#endif
