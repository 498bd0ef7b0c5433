/* SPDX-License-Identifier: Apache-2.0 */
/* What is changed at other desks, told to those who wait (live.h). */
#ifndef SERVER_API_RESIDENT_CHANGES_H
#define SERVER_API_RESIDENT_CHANGES_H

#include "api/call/context.h"
#include "api/call/live.h"

/* For api->live; the api stays until live_stop. */
struct live *changes_start(struct api *api);

/* GET /v1/changes?seen= */
void api_changes_show(struct host_request *http, void *context);

#endif
