/* SPDX-License-Identifier: Apache-2.0 */
/* Why PostgreSQL could not be opened, as a sentence. Private to the store. */
#ifndef SERVER_STORE_CORE_FAILURE_H
#define SERVER_STORE_CORE_FAILURE_H

#include "host/db/db.h"
#include "host/sys/problem.h"

enum tx_reason store_failure_say(enum tx_reason reason, const struct db_failure *failure,
                                 struct host_problem *problem);

#endif
