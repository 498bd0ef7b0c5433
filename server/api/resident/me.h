/* SPDX-License-Identifier: Apache-2.0 */
/* What is theirs, for whoever shows passes on a phone. */
#ifndef SERVER_API_RESIDENT_ME_H
#define SERVER_API_RESIDENT_ME_H

#include "api/call/context.h"
#include "domain/holder/restraints.h"

void api_me_show(struct host_request *http, void *context);

/* Adds what keeps somebody from passing to json, as they see it and who opens their record. */
enum tx_reason add_restraints(struct call *call, const struct resident *resident, json_t *json);

#endif
