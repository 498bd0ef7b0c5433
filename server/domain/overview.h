/* SPDX-License-Identifier: Apache-2.0 */
/* The state of the office in a few numbers. */
#ifndef SERVER_DOMAIN_OVERVIEW_H
#define SERVER_DOMAIN_OVERVIEW_H

#include "office.h"

/* {} → {area, demo, trust, events, gates, areas: [{area, residents, passes, seq, iat, changed}]}.
 */
enum tx_reason overview_status(struct office *office, const struct call *call, const json_t *in,
                               json_t **out, struct host_problem *problem);

/* {area} → {area}: keeps a list of another area, where there are keys for it. */
enum tx_reason overview_area_add(struct office *office, const struct call *call, const json_t *in,
                                 json_t **out, struct host_problem *problem);

#endif
