/* SPDX-License-Identifier: Apache-2.0 */
/* In which zone of the policies in force somebody lives. */
#ifndef SERVER_DOMAIN_ORDER_ZONE_H
#define SERVER_DOMAIN_ORDER_ZONE_H

#include "model/resident.h"
#include "orders.h"

/* TX_ZONE_COUNT: in none. The person is open. */
enum tx_reason orders_zone(const struct request *request, const struct resident *resident,
                           enum tx_zone_kind *out, struct host_problem *problem);

#endif
