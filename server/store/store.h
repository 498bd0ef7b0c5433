/* SPDX-License-Identifier: Apache-2.0 */
/* The server's database: its driver and its schema. */
#ifndef STORE_H
#define STORE_H

#include "host/db/db.h"

/* Opens, or makes, the database at a path, with the newest schema. As db_open. */
enum tx_reason store_open(const char *where, struct db **out);

#endif
