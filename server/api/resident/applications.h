/* SPDX-License-Identifier: Apache-2.0 */
/* Phones apply for passes; the office decides on what the rule does not. */
#ifndef SERVER_API_RESIDENT_APPLICATIONS_H
#define SERVER_API_RESIDENT_APPLICATIONS_H

#include "api/call/context.h"

void api_applications_make(struct host_request *http, void *context);
void api_applications_show(struct host_request *http, void *context);
void api_applications_decide(struct host_request *http, void *context);

#endif
