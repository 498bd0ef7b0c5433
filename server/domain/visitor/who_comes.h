/* SPDX-License-Identifier: Apache-2.0 */
/* Who comes, and when: what was typed, checked. Private to this room. */
#ifndef SERVER_DOMAIN_VISITOR_WHO_COMES_H
#define SERVER_DOMAIN_VISITOR_WHO_COMES_H

#include "visit.h"

/* The window that is asked for. TX_BAD_ARGUMENT with a sentence. */
enum tx_reason window_read(const struct visit_in *in, int64_t now_s, struct visitor *out,
                           struct host_problem *problem);

/* The person, or the car, as somebody of the area's list with a role; its hash too, and sealed.
 * TX_BAD_ARGUMENT with a sentence. */
enum tx_reason person_read(const struct request *request, const struct visit_in *in,
                           struct resident *out, struct host_problem *problem);
enum tx_reason car_read(const struct request *request, const struct visit_in *in,
                        struct resident *out, struct host_problem *problem);

/* A visit with its people. TX_NOT_FOUND. */
enum tx_reason visit_open(const struct request *request, uint64_t area, uint32_t number,
                          struct visit *out);

#endif
