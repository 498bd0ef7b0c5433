/* SPDX-License-Identifier: Apache-2.0 */
/* Whether something can be signed now. */
#ifndef SERVER_DOMAIN_READY_H
#define SERVER_DOMAIN_READY_H

#include "domain/context/context.h"

/* Before anything is signed, and before something signed is taken by its date. TX_CLOCK_UNSURE with
 * a sentence while the clock is not believed (clock_check). What a clock that was ahead left in an
 * area (0: in all) is put right first (ahead.h). The caller is in no transaction. */
enum tx_reason publish_ready(struct server *server, const struct request *request, uint64_t area,
                             struct host_problem *problem);

/* What was found ahead and what it left. */
struct ahead_view {
  int64_t aside;  /* publications that are kept aside */
  int64_t last_s; /* when the last was; 0: never */
  int64_t passes; /* that gates refuse until the calendar has caught up: to be issued anew */
};
enum tx_reason publish_ahead_view(const struct request *request, struct ahead_view *out);

#endif
