/* SPDX-License-Identifier: Apache-2.0 */
/* /v1/grounds: the closed list of grounds. */
#ifndef SERVER_API_CALL_GROUNDS_H
#define SERVER_API_CALL_GROUNDS_H

#include "host/http/http.h"

void api_grounds_show(struct host_request *http, void *context);

#endif
