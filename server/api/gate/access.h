/* SPDX-License-Identifier: Apache-2.0 */
/* Who may call a route: an account by its session's cookie, or by the user of this machine who is
 * bound to it and speaks over the server's socket; a feed by its token. For host_http_options. */
#ifndef SERVER_API_GATE_ACCESS_H
#define SERVER_API_GATE_ACCESS_H

#include "api/call/context.h"

#define FORM_TOKEN_HEADER "X-Tongxing-Token"

/* Before a body: whoever is nobody's session is refused without it, and a change that does not bear
 * the session's form token. */
bool access_greet(struct host_request *http, void *context);

/* Before the handler: the caller, whom calls find from then on, and one of the rights that the
 * route needs. False having answered: 401 or 403 with a sentence, or what was answered before under
 * the same Idempotency-Key. */
bool access_admit(struct host_request *http, void *context);

/* The same for a handler whose route needs nothing: TX_OK; TX_NOT_ALLOWED (its caller has none of
 * the rights), or what kept the server from finding out. */
enum tx_reason access_check(struct call *call, uint32_t rights);

#endif
