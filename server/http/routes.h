/* SPDX-License-Identifier: Apache-2.0 */
/* The server's routes: the one table that requests, the API's description and its test follow. */
#ifndef SERVER_HTTP_ROUTES_H
#define SERVER_HTTP_ROUTES_H

#include "host/http/http.h"

enum route_who {
  ROUTE_ANYONE, /* on every listener; what else is asked stands in the handler */
  ROUTE_OFFICE, /* on the Unix socket alone, until there are accounts */
};

struct server_route {
  enum route_who who;
  struct host_route route;
};

extern const struct server_route server_routes[];
extern const size_t server_route_count;

/* The routes of a listener, for host_http_options. out has room for server_route_count. */
size_t routes_of(bool office, struct host_route *out);

#endif
