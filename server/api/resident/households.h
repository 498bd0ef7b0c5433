/* SPDX-License-Identifier: Apache-2.0 */
/* Homes and who lives in them. */
#ifndef SERVER_API_RESIDENT_HOUSEHOLDS_H
#define SERVER_API_RESIDENT_HOUSEHOLDS_H

#include "api/call/context.h"

void api_households_show(struct host_request *http, void *context);

#endif
