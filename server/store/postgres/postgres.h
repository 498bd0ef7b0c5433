/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PostgreSQL, 15 or newer, as the database: one connection by libpq, with prepared statements that
 * survive a reconnect. where is a connection string of libpq ("postgresql:///tongxing?host=/run/…",
 * several hosts and TLS included); it finds the one that may be written to.
 *
 * A connection that broke is made again by whatever comes next outside a transaction; meanwhile
 * everything fails with TX_BUSY. What was under way when it broke was either undone (TX_BUSY), or
 * nobody knows (TX_IO_FAILED: it was a commit, or a change outside a transaction).
 */
#ifndef POSTGRES_H
#define POSTGRES_H

#include "host/db/db.h"

extern const struct db_driver db_postgres;

/* Whether a text names a database of this kind. */
bool postgres_named(const char *where);

/* The environment in which PostgreSQL's own programs reach that database: this process's, and what
 * where says; a password so stands in no list of processes. Freed by postgres_environment_free;
 * NULL without memory, or where where cannot be read. */
char **postgres_environment(const char *where);
void postgres_environment_free(char **environment);

#endif
