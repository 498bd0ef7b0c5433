/* SPDX-License-Identifier: Apache-2.0 */
/* The server's clock: whether it is believed, and the word that it is right. */
#ifndef SERVER_API_OFFICE_CLOCK_H
#define SERVER_API_OFFICE_CLOCK_H

#include "api/call/context.h"

#include "domain/clock/clock.h"

/* GET /v1/clock */
void api_clock_show(struct host_request *http, void *context);
/* POST /v1/clock/confirmations {"words": …} */
void api_clock_confirm(struct host_request *http, void *context);

/* A view, and what was found ahead, as JSON; a new reference. */
json_t *clock_json(const struct clock_view *view);

/* The Date of an answer, 0 where the clock is not believed: RFC 9110 6.6.1 has a server without a
 * clock send none, and gates set theirs by it. */
int64_t api_clock_date(void *context);

#endif
