/* SPDX-License-Identifier: Apache-2.0 */
/* The schema, as numbered migrations. Private to the store. */
#ifndef SERVER_STORE_CORE_MIGRATIONS_H
#define SERVER_STORE_CORE_MIGRATIONS_H

#include "host/db/db.h"

extern const struct db_schema store_schema;

/* migrations_first.c */
extern const char migration_1[], migration_2[], migration_3[], migration_4[], migration_5[],
    migration_6[];

#endif
