/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The server's database: its driver, its schema, and who may use it now. There is one connection,
 * which is handed out in the order in which it was asked for. Who has much to do works in slices
 * (STORE_SLICE_MS while others wait) and gives it back in between; slices wait for all others, but
 * not for ever. Where several processes share a database, whoever has it is alone among them too,
 * but for those that said that they only read.
 */
#ifndef SERVER_STORE_CORE_STORE_H
#define SERVER_STORE_CORE_STORE_H

#include "host/db/db.h"
#include "host/sys/problem.h"

#define STORE_SLICE_MS 5 /* work of many rows commits and gives the database back this often */
/* The same while nobody else asks for it: a commit costs what it is. So long a process keeps other
 * processes waiting, too. */
#define STORE_ALONE_MS 50

struct store;

/* The driver of a database by how it is named: a connection string is PostgreSQL's, anything else
 * a path for SQLite. */
const struct db_driver *store_driver(const char *where);
/* Opens, or makes, the database, with the newest schema. As db_open; *problem has a sentence where
 * the database is on a network. */
enum tx_reason store_open(const struct db_driver *driver, const char *where, struct store **out,
                          struct host_problem *problem);
/* Whether other machines may reach the database. */
bool store_shared(const struct store *store);
/* As db_machines and db_need_two_machines; the latter before others use it. */
int store_machines(const struct store *store);
void store_need_two_machines(struct store *store);
/* How many rows this process has written so far, as whoever had the connection last left it; -1:
 * others write, too. Any thread may ask. */
int64_t store_written(const struct store *store);
/* Nobody has a connection of it any more. NULL is nothing to close. */
void store_close(struct store *store);

/* Waits for a connection; every take is followed by a give from the same thread. Where this process
 * could not get to be alone, whatever is asked of the database is TX_BUSY. */
struct db *store_take(struct store *store);
/* The same to read: other processes may change things meanwhile, but not within a transaction. */
struct db *store_take_shared(struct store *store);
/* After a take, but for a shared one: the last of the changes (store/changes.h) that other
 * processes have made; 0 where there is no other, or nobody can tell. */
int64_t store_newest(const struct store *store);
/* The same for a slice of long work: those who ask for one thing go first, for STORE_PATIENCE_MS at
 * most. */
#define STORE_PATIENCE_MS 100
struct db *store_take_slice(struct store *store);
void store_give(struct store *store, struct db *db);
/* Whether somebody waits for a connection. */
bool store_is_awaited(struct store *store);

#endif
