/* SPDX-License-Identifier: Apache-2.0 */
/* From what a resident is exempt: given by one, taken away by two. */
#ifndef SERVER_API_RESIDENT_EXEMPTIONS_H
#define SERVER_API_RESIDENT_EXEMPTIONS_H

#include "host/http/http.h"

/* PUT /v1/residents/{area}/{index}/exemptions */
void api_exemptions_set(struct host_request *http, void *context);

#endif
