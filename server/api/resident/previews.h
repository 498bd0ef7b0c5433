/* SPDX-License-Identifier: Apache-2.0 */
/* What a roster would do, shown before it is done: uploaded once, then confirmed by its number. */
#ifndef SERVER_API_RESIDENT_PREVIEWS_H
#define SERVER_API_RESIDENT_PREVIEWS_H

#include "api/call/context.h"

void api_previews_create(struct host_request *http,
                         void *context); /* POST /v1/imports/previews?area= */
void api_previews_show(struct host_request *http,
                       void *context); /* GET /v1/imports/previews/{area}/{id}?kind= */
void api_previews_discard(struct host_request *http,
                          void *context); /* DELETE /v1/imports/previews/{area}/{id} */
void api_previews_confirm(struct host_request *http,
                          void *context); /* POST /v1/imports/previews/{area}/{id}/confirmations */

/* Those that wait, without what they hold. */
json_t *previews_json(struct call *call);

#endif
