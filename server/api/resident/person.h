/* SPDX-License-Identifier: Apache-2.0 */
/* One person's record in full: who opens it says what for, and the person sees that. */
#ifndef SERVER_API_RESIDENT_PERSON_H
#define SERVER_API_RESIDENT_PERSON_H

#include "api/call/context.h"

/* GET /v1/residents/{area}/{index}?purpose= */
void api_person_show(struct host_request *http, void *context);

#endif
