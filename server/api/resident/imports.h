/* SPDX-License-Identifier: Apache-2.0 */
/* Rosters and feeds: taken in while the caller listens (stream.h), listed, cancelled. */
#ifndef SERVER_API_RESIDENT_IMPORTS_H
#define SERVER_API_RESIDENT_IMPORTS_H

#include "api/call/context.h"

void api_imports_create(struct host_request *http, void *context); /* POST /v1/imports?area= */
void api_imports_feed(struct host_request *http, void *context);   /* POST /v1/feeds */
void api_imports_show(struct host_request *http, void *context);   /* GET /v1/imports */
void api_imports_cancel(struct host_request *http,
                        void *context); /* DELETE /v1/imports/{area}/{id} */

#endif
