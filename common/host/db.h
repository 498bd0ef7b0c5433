/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SQLite in a few calls: WAL with synchronous=FULL, so that what was committed survives a power
 * cut; one connection, because SQLite 3.40 can corrupt a WAL that several reset. Used by one thread
 * at a time.
 */
#ifndef HOST_DB_H
#define HOST_DB_H

#include "format/reason.h"

#include <sqlite3.h>

/* Opens, or makes with mode 0600, and brings to the newest schema: migrations[i] takes version i to
 * i + 1, each in one transaction, kept in user_version. TX_OK; TX_CONFLICT: the file was written by
 * a newer release; TX_DISK_FULL, TX_NOT_ALLOWED, TX_BUSY (another holds it), TX_MALFORMED (no
 * database), TX_NO_MEMORY, TX_IO_FAILED. */
enum tx_reason host_db_open(const char *path, const char *const *migrations, size_t count,
                            sqlite3 **out);
void host_db_close(sqlite3 **db);
#define HOST_DB __attribute__((cleanup(host_db_close))) sqlite3 *

/* What an SQLite result code means. SQLITE_OK, SQLITE_ROW and SQLITE_DONE are TX_OK. */
enum tx_reason host_db_reason(int code);

/* Runs statements without parameters. */
enum tx_reason host_db_exec(sqlite3 *db, const char *sql);

/* A statement; NULL when it could not be prepared (say why with host_db_last). */
sqlite3_stmt *host_db_prepare(sqlite3 *db, const char *sql);
void host_db_finalize(sqlite3_stmt **statement);
#define HOST_STATEMENT __attribute__((cleanup(host_db_finalize))) sqlite3_stmt *

/* Bind by name, with its sign: "$at". A name that the statement lacks aborts: it is a typing error.
 * Texts and spans must live until the statement is reset; NULL becomes null. */
void host_db_bind_int(sqlite3_stmt *s, const char *name, int64_t value);
void host_db_bind_text(sqlite3_stmt *s, const char *name, const char *value);
void host_db_bind_bytes(sqlite3_stmt *s, const char *name, struct tx_span value);
void host_db_bind_null(sqlite3_stmt *s, const char *name);

/* One step: true for a row; false at the end or on an error, which *reason tells (TX_OK: the end).
 * A NULL statement is an error. */
bool host_db_step(sqlite3_stmt *s, enum tx_reason *reason);
/* Runs to the end and resets, so that it can be bound again. */
enum tx_reason host_db_run(sqlite3_stmt *s);

struct tx_span host_db_column_bytes(sqlite3_stmt *s, int column); /* until the next step */

/* Why the last call on this connection failed. */
enum tx_reason host_db_last(sqlite3 *db);

/* A transaction that is rolled back unless committed:
 *   HOST_TRANSACTION work = host_db_begin(db);
 *   if (work.begun != TX_OK) return work.begun;
 *   …
 *   return host_db_commit(&work); */
struct host_transaction {
  sqlite3 *db; /* NULL once it is over */
  enum tx_reason begun;
};
struct host_transaction host_db_begin(sqlite3 *db);
enum tx_reason host_db_commit(struct host_transaction *work);
void host_db_rollback(struct host_transaction *work);
#define HOST_TRANSACTION __attribute__((cleanup(host_db_rollback))) struct host_transaction

#endif
