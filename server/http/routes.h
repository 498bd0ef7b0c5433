/* SPDX-License-Identifier: Apache-2.0 */
/* The server's routes: the one table that requests, the API's description and its test follow. */
#ifndef SERVER_HTTP_ROUTES_H
#define SERVER_HTTP_ROUTES_H

#include "host/http/http.h"

/* Each route's needs are the rights (model/account.h) of which its caller has one; 0: anyone may
 * call it, and what else is asked stands in the handler. */
extern const struct host_route server_routes[];
extern const size_t server_route_count;

/* For host_http_options: what a browser sees where there is no such path. */
bool server_lost(struct host_request *http, void *context);

#endif
