/* SPDX-License-Identifier: Apache-2.0 */
/* One person added to the roster, or changed. */
#ifndef SERVER_API_RESIDENT_RESIDENT_EDIT_H
#define SERVER_API_RESIDENT_RESIDENT_EDIT_H

#include "api/call/context.h"

void api_residents_add(struct host_request *http, void *context);
void api_residents_edit(struct host_request *http, void *context);

/* ETag: which entry of the roster it is, for If-Match of a change. */
struct resident;
void show_version(struct host_request *http, const struct resident *resident);

#endif
