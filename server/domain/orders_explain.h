/* SPDX-License-Identifier: Apache-2.0 */
/* Why a resident may pass a gate or not, level by level. */
#ifndef SERVER_DOMAIN_ORDERS_EXPLAIN_H
#define SERVER_DOMAIN_ORDERS_EXPLAIN_H

#include "office.h"

/* {resident, area?, kind?, direction?, live?, record?: its bits instead of the resident's own,
 * draft | policy?: as if it were in force} → {verdict, reason, zh, en, steps: [{kind, level, zh,
 * en}]}. */
enum tx_reason orders_explain(struct office *office, const struct call *call, const json_t *in,
                              json_t **out, struct host_problem *problem);

#endif
