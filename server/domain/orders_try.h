/* SPDX-License-Identifier: Apache-2.0 */
/* Rehearsal: what a draft would have done on a day that is over. */
#ifndef SERVER_DOMAIN_ORDERS_TRY_H
#define SERVER_DOMAIN_ORDERS_TRY_H

#include "office.h"

/* {draft | policy | neither: what is in force, against?: "yesterday", "today" or 2022-01-31} →
 * {from, to, replayed, kept_apart, denied, reviewed, let_in, same, rules: [{rule, zh, en, denied,
 * reviewed}], gates: [{gate, name, denied, reviewed}], busiest_hour?, busiest_count}. */
enum tx_reason orders_try(struct office *office, const struct call *call, const json_t *in,
                          json_t **out, struct host_problem *problem);

#endif
