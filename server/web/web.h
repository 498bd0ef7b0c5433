/* SPDX-License-Identifier: Apache-2.0 */
/* The pages that the server gives to browsers: files that were built into the program. */
#ifndef SERVER_WEB_WEB_H
#define SERVER_WEB_WEB_H

#include "host/http/http.h"

/* GET /: to the resident's page. */
void web_home(struct host_request *http, void *context);
/* GET /resident/{path…}: the file of that name, the page itself where there is none; a page that
 * says so, with 404, for a name that was not built. */
void web_resident(struct host_request *http, void *context);
/* For host_http_options: whoever opens an address of no page in a browser gets that page as well;
 * not programs, nor anybody below /v1. */
bool web_lost(struct host_request *http, void *context);
/* GET /office/{path…}: the same of the office's desk. */
void web_office(struct host_request *http, void *context);

#endif
