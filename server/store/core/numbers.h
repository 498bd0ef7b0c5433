/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers within an area that people quote: none is given again when what bore it has died. */
#ifndef SERVER_STORE_CORE_NUMBERS_H
#define SERVER_STORE_CORE_NUMBERS_H

#include "host/db/db.h"

/* The next number of a kind ("request", …), above the highest that is there. */
enum tx_reason numbers_next(struct db *db, uint64_t area, const char *kind, int64_t highest,
                            int64_t *next);

#endif
