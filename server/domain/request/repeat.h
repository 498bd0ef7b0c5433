/* SPDX-License-Identifier: Apache-2.0 */
/* The same request twice is one. Private to this room. */
#ifndef SERVER_DOMAIN_REQUEST_REPEAT_H
#define SERVER_DOMAIN_REQUEST_REPEAT_H

#include "request.h"

/* Whether the same waits for a second person already: *out is it then. The same is asked for of the
 * same person, body, account or policy, on the same ground and evidence; words may differ, and so
 * may an end, unless it was given. TX_NOT_FOUND: it does not. */
enum tx_reason repeat_find(const struct request *request, const struct request_in *in,
                           const struct request_row *row, struct request_row *out);

#endif
