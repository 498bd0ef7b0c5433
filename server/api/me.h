/* SPDX-License-Identifier: Apache-2.0 */
/* What is theirs, for whoever shows passes on a phone. */
#ifndef SERVER_API_ME_H
#define SERVER_API_ME_H

#include "context.h"
#include "domain/holder/restraints.h"

void api_me_show(struct host_request *http, void *context);

/* What keeps somebody from passing, as they see it and who opens their record; a new reference. */
json_t *restraint_json(const struct restraint_view *view);

#endif
