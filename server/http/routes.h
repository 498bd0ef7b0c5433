/* SPDX-License-Identifier: Apache-2.0 */
/* The server's routes: the one table that requests, the API's description and its test follow. */
#ifndef SERVER_HTTP_ROUTES_H
#define SERVER_HTTP_ROUTES_H

#include "host/http/http.h"

extern const struct host_route public_routes[];
extern const size_t public_route_count;

extern const struct host_route socket_routes[]; /* on the Unix socket */
extern const size_t socket_route_count;

#endif
