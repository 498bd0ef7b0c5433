/* SPDX-License-Identifier: Apache-2.0 */
/* Appeals: made by the office for who telephones or writes, or by a phone; and answered. */
#ifndef SERVER_API_OFFICE_APPEALS_H
#define SERVER_API_OFFICE_APPEALS_H

#include "api/call/context.h"

void api_appeals_show(struct host_request *http, void *context); /* GET /v1/appeals?area=&all= */
void api_appeals_make(struct host_request *http, void *context); /* POST /v1/appeals */
/* POST /v1/appeals/{area}/{id}/answers */
void api_appeals_answer(struct host_request *http, void *context);

void api_me_appeals(struct host_request *http, void *context); /* GET /v1/me/appeals */
void api_me_appeal(struct host_request *http, void *context);  /* POST /v1/me/appeals */
void api_me_reads(struct host_request *http, void *context);   /* GET /v1/me/reads */

#endif
