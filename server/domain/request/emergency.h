/* SPDX-License-Identifier: Apache-2.0 */
/* One person alone, for two hours. Private to this room: it makes decisions. */
#ifndef SERVER_DOMAIN_REQUEST_EMERGENCY_H
#define SERVER_DOMAIN_REQUEST_EMERGENCY_H

#include "request.h"

/* Whether it may be done alone. TX_NOT_ALLOWED, TX_BAD_ARGUMENT, TX_CONFLICT, with a sentence. */
enum tx_reason emergency_check(const struct request *request, const struct request_row *row,
                               struct host_problem *problem);

/* Does it, within the caller's transaction, of a row that is written down. */
enum tx_reason emergency_act(const struct request *request, struct request_row *row,
                             struct host_problem *problem);

#endif
