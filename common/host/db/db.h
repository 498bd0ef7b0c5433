/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The database behind one small interface: what the entities' files of queries need, and no more.
 * A query is written once for every driver: parameters are $1, $2 …, no casts, arrays or any().
 * To add a kind of database is to add a file with a db_driver.
 *
 * A db is used by one thread at a time: the caller holds a lock around it.
 */
#ifndef HOST_DB_H
#define HOST_DB_H

#include "format/reason.h"

struct db;
struct db_statement;

/* What stands for $1, $2 … */
struct db_value {
  enum db_kind { DB_KIND_NONE, DB_KIND_NULL, DB_KIND_INT, DB_KIND_TEXT, DB_KIND_BYTES } kind;
  int64_t integer;
  struct tx_span span; /* of a text or of bytes; must outlive the call */
};

struct db_value db_int(int64_t value);
struct db_value db_text(const char *value);     /* NULL becomes null */
struct db_value db_bytes(struct tx_span value); /* p NULL becomes null */
struct db_value db_null(void);
#define DB_NONE ((struct db_value){ .kind = DB_KIND_NONE }) /* for a query without parameters */

struct db_driver;

/* migrations[i] takes version i to i + 1, each in one transaction, written down in the table
 * schema_version. One that was released is never edited: add one. */
struct db_schema {
  const char *const *migrations;
  size_t count;
};

/* Opens a database, or makes it, and brings its schema up to date. where is the driver's: a path
 * for SQLite. The caller closes *out. TX_OK; TX_CONFLICT (the schema is of a newer release),
 * TX_DISK_FULL, TX_NOT_ALLOWED, TX_BUSY (another holds it), TX_MALFORMED (no database, or a damaged
 * one), TX_NO_MEMORY, TX_IO_FAILED. */
enum tx_reason db_open(const struct db_driver *driver, const char *where,
                       const struct db_schema *schema, struct db **out);
/* The same to read from only, beside a program that writes: nothing is made, migrated or
 * checkpointed. */
enum tx_reason db_open_read_only(const struct db_driver *driver, const char *where,
                                 struct db **out);
void db_close(struct db *db);

/* Runs statements without parameters and rows. */
enum tx_reason db_exec(struct db *db, const char *sql);

/* Runs one statement. sql must be a string with static storage: prepared statements are kept by
 * its address. TX_OK, TX_CONFLICT (a constraint), TX_DISK_FULL, TX_IO_FAILED, TX_BUSY. */
enum tx_reason db_run_values(struct db *db, const char *sql, const struct db_value *values,
                             size_t count);
#define db_run(db, sql, ...)                                                                       \
  db_run_values(db, sql, (const struct db_value[]){ __VA_ARGS__ },                                 \
                sizeof((const struct db_value[]){ __VA_ARGS__ }) / sizeof(struct db_value))

/* Rows of the last db_run that were changed. */
int64_t db_changes(const struct db *db);

/* A running query. */
struct db_rows {
  struct db_statement *statement; /* NULL when it could not be prepared */
  enum tx_reason end;             /* TX_OK while there may be rows, and after the last */
};

struct db_rows db_select_values(struct db *db, const char *sql, const struct db_value *values,
                                size_t count);
#define db_select(db, sql, ...)                                                                    \
  db_select_values(db, sql, (const struct db_value[]){ __VA_ARGS__ },                              \
                   sizeof((const struct db_value[]){ __VA_ARGS__ }) / sizeof(struct db_value))

/* Steps to the next row; false at the end, and when something failed (rows->end says what). */
bool db_next(struct db_rows *rows);
void db_rows_finish(struct db_rows *rows);
#define DB_ROWS __attribute__((cleanup(db_rows_finish))) struct db_rows

/* Columns from 0. Spans and texts live until the next db_next. */
int64_t db_column_int(const struct db_rows *rows, int column);
const char *db_column_text(const struct db_rows *rows, int column); /* NULL for null */
struct tx_span db_column_bytes(const struct db_rows *rows, int column);
bool db_column_null(const struct db_rows *rows, int column);

/* Copies a text column into a buffer, cut to fit and terminated; "" for null. */
void db_column_copy(const struct db_rows *rows, int column, char *out, size_t cap);

/* A transaction that rolls back unless it was committed:
 *   DB_TRANSACTION work = db_begin(db);
 *   if (work.begun != TX_OK) return work.begun;
 *   … return db_commit(&work); */
struct db_transaction {
  struct db *db; /* NULL once committed */
  enum tx_reason begun;
  bool relaxed;
};
struct db_transaction db_begin(struct db *db);
/* The same, but the commit waits for no disk: a power cut may take it back, whole and with all that
 * follows it. For work that is done again then. What a later db_begin commits is durable, and so is
 * this before it. */
struct db_transaction db_begin_relaxed(struct db *db);
enum tx_reason db_commit(struct db_transaction *work);
void db_rollback(struct db_transaction *work);
#define DB_TRANSACTION __attribute__((cleanup(db_rollback))) struct db_transaction

/* --- for drivers ---------------------------------------------------------------------------------
 */

struct db_driver {
  const char *name;
  enum tx_reason (*open)(const char *where, bool read_only, struct db **out);
  void (*close)(struct db *db);
  enum tx_reason (*exec)(struct db *db, const char *sql);
  enum tx_reason (*prepare)(struct db *db, const char *sql, struct db_statement **out);
  void (*finalize)(struct db_statement *statement);
  enum tx_reason (*bind)(struct db_statement *statement, int position,
                         const struct db_value *value);
  enum tx_reason (*step)(struct db_statement *statement); /* TX_OK: a row; TX_NOT_FOUND: the end */
  void (*reset)(struct db_statement *statement);
  int64_t (*column_int)(struct db_statement *statement, int column);
  const char *(*column_text)(struct db_statement *statement, int column);
  struct tx_span (*column_bytes)(struct db_statement *statement, int column);
  bool (*column_null)(struct db_statement *statement, int column);
  int64_t (*changes)(const struct db *db);
  /* Outside a transaction: whether commits wait for the disk from now on. */
  enum tx_reason (*relax)(struct db *db, bool relaxed);
};

#define DB_STATEMENTS 160

struct db_statement {
  struct db *db;
  const char *sql;
  bool busy;
};

/* A driver's own struct begins with this. */
struct db {
  const struct db_driver *driver;
  struct db_statement *statements[DB_STATEMENTS];
  size_t statement_count;
};

extern const struct db_driver db_sqlite;

#endif
