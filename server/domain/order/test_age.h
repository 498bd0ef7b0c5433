/* SPDX-License-Identifier: Apache-2.0 */
/* How old a negative result may be for somebody at the gates of their own community. */
#ifndef SERVER_DOMAIN_ORDER_TEST_AGE_H
#define SERVER_DOMAIN_ORDER_TEST_AGE_H

#include "model/resident.h"
#include "orders.h"

struct test_age {
  bool asked;         /* false: no rule in force asks for a test */
  int64_t limit_s;    /* up to which a negative result counts, in half hours; 0: none does */
  char document[129]; /* of the order that is strictest; "" where that cannot be told */
};

/* By the policies in force, laid over each other as a pedestrian gate lays them for who comes in
 * with a phone. */
enum tx_reason orders_test_age(const struct request *request, const struct resident *resident,
                               struct test_age *out, struct host_problem *problem);

#endif
