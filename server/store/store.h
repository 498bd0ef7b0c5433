/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The server's database: its driver, its schema, and who may use it now. SQLite has one connection,
 * which is handed out in the order in which it was asked for. Who has much to do works in slices
 * (STORE_SLICE_MS) and gives it back in between; slices wait for all others, but not for ever.
 */
#ifndef STORE_H
#define STORE_H

#include "host/db/db.h"

#define STORE_SLICE_MS 8 /* work of many rows commits and gives the database back this often */

struct store;

/* Opens, or makes, the database at a path, with the newest schema. As db_open. */
enum tx_reason store_open(const char *where, struct store **out);
/* Nobody has a connection of it any more. NULL is nothing to close. */
void store_close(struct store *store);

/* Waits for a connection; every take is followed by a give from the same thread. */
struct db *store_take(struct store *store);
/* The same for a slice of long work: those who ask for one thing go first, for STORE_PATIENCE_MS at
 * most. */
#define STORE_PATIENCE_MS 100
struct db *store_take_slice(struct store *store);
void store_give(struct store *store, struct db *db);

#endif
