/* SPDX-License-Identifier: Apache-2.0 */
/* Bodies and accounts as the API shows them; new references. */
#ifndef SERVER_API_JSON_ACCOUNT_JSON_H
#define SERVER_API_JSON_ACCOUNT_JSON_H

#include "api/call/context.h"

json_t *account_json(const struct account *account);
json_t *body_json(const struct body *body);
json_t *caller_json(const struct caller *caller);

#endif
