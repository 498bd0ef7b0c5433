/* SPDX-License-Identifier: Apache-2.0 */
/* Who holds what. */
#ifndef SERVER_API_LEDGER_H
#define SERVER_API_LEDGER_H

#include "context.h"

void api_ledger_show(struct host_request *http, void *context);

#endif
