/* SPDX-License-Identifier: Apache-2.0 */
/* Whom a roster did not name: the list, confirmed and taken back. */
#ifndef SERVER_API_GONE_H
#define SERVER_API_GONE_H

#include "host/http/http.h"

void api_gone_show(struct host_request *http, void *context);    /* GET …/gone */
void api_gone_confirm(struct host_request *http, void *context); /* POST …/gone/confirmations */
void api_gone_undo(struct host_request *http, void *context);    /* POST …/gone/undo */

#endif
