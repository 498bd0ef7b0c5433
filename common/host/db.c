/* SPDX-License-Identifier: Apache-2.0 */
#include "db.h"

#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define BUSY_MS 5000

enum tx_reason host_db_reason(int code) {
  switch (code & 0xff) {
  case SQLITE_OK:
  case SQLITE_ROW:
  case SQLITE_DONE:
    return TX_OK;
  case SQLITE_CONSTRAINT:
    return TX_CONFLICT;
  case SQLITE_FULL:
    return TX_DISK_FULL;
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return TX_BUSY;
  case SQLITE_NOMEM:
    return TX_NO_MEMORY;
  case SQLITE_PERM:
  case SQLITE_AUTH:
  case SQLITE_READONLY:
  case SQLITE_CANTOPEN:
    return TX_NOT_ALLOWED;
  case SQLITE_NOTADB:
  case SQLITE_CORRUPT:
    return TX_MALFORMED;
  default:
    return TX_IO_FAILED;
  }
}

enum tx_reason host_db_last(sqlite3 *db) {
  return host_db_reason(sqlite3_errcode(db));
}

enum tx_reason host_db_exec(sqlite3 *db, const char *sql) {
  return host_db_reason(sqlite3_exec(db, sql, NULL, NULL, NULL));
}

void host_db_close(sqlite3 **db) {
  sqlite3_close(*db);
  *db = NULL;
}

/* --- statements ------------------------------------------------------------------------------- */

sqlite3_stmt *host_db_prepare(sqlite3 *db, const char *sql) {
  sqlite3_stmt *statement = NULL;
  sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
  return statement;
}

void host_db_finalize(sqlite3_stmt **statement) {
  sqlite3_finalize(*statement);
  *statement = NULL;
}

static int position_of(sqlite3_stmt *s, const char *name) {
  int position = sqlite3_bind_parameter_index(s, name);
  if (position > 0) return position;
  fprintf(stderr, "no parameter %s in: %s\n", name, sqlite3_sql(s));
  abort();
}

/* A statement that could not be prepared is found at its first step. */
void host_db_bind_int(sqlite3_stmt *s, const char *name, int64_t value) {
  if (s) sqlite3_bind_int64(s, position_of(s, name), value);
}

void host_db_bind_text(sqlite3_stmt *s, const char *name, const char *value) {
  if (s) sqlite3_bind_text(s, position_of(s, name), value, -1, SQLITE_STATIC);
}

void host_db_bind_bytes(sqlite3_stmt *s, const char *name, struct tx_span value) {
  if (s) sqlite3_bind_blob64(s, position_of(s, name), value.p, value.n, SQLITE_STATIC);
}

void host_db_bind_null(sqlite3_stmt *s, const char *name) {
  if (s) sqlite3_bind_null(s, position_of(s, name));
}

bool host_db_step(sqlite3_stmt *s, enum tx_reason *reason) {
  int code = s ? sqlite3_step(s) : SQLITE_ERROR;
  *reason = host_db_reason(code);
  return code == SQLITE_ROW;
}

enum tx_reason host_db_run(sqlite3_stmt *s) {
  enum tx_reason reason;
  while (host_db_step(s, &reason))
    continue;
  if (s) sqlite3_reset(s);
  return reason;
}

struct tx_span host_db_column_bytes(sqlite3_stmt *s, int column) {
  const void *p = sqlite3_column_blob(s, column);
  return tx_span_of(p, (size_t)sqlite3_column_bytes(s, column));
}

/* --- transactions ----------------------------------------------------------------------------- */

struct host_transaction host_db_begin(sqlite3 *db) {
  enum tx_reason reason = host_db_exec(db, "begin immediate");
  return (struct host_transaction){ .db = reason == TX_OK ? db : NULL, .begun = reason };
}

enum tx_reason host_db_commit(struct host_transaction *work) {
  enum tx_reason reason = host_db_exec(work->db, "commit");
  if (reason != TX_OK) host_db_rollback(work);
  work->db = NULL;
  return reason;
}

void host_db_rollback(struct host_transaction *work) {
  /* SQLite has already rolled back by itself after a full disk. */
  if (work->db && !sqlite3_get_autocommit(work->db)) host_db_exec(work->db, "rollback");
  work->db = NULL;
}

/* --- opening ---------------------------------------------------------------------------------- */

static enum tx_reason version_of(sqlite3 *db, int64_t *version) {
  HOST_STATEMENT s = host_db_prepare(db, "pragma user_version");
  enum tx_reason reason;
  if (!s) return host_db_last(db);
  if (host_db_step(s, &reason)) *version = sqlite3_column_int64(s, 0);
  return reason;
}

static enum tx_reason migrate_one(sqlite3 *db, const char *sql, size_t to) {
  char pragma[64];
  snprintf(pragma, sizeof pragma, "pragma user_version = %zu", to);
  HOST_TRANSACTION work = host_db_begin(db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = host_db_exec(db, sql);
  if (reason == TX_OK) reason = host_db_exec(db, pragma);
  return reason == TX_OK ? host_db_commit(&work) : reason;
}

static enum tx_reason migrate(sqlite3 *db, const char *const *migrations, size_t count) {
  int64_t version = 0;
  enum tx_reason reason = version_of(db, &version);
  if (reason != TX_OK) return reason;
  if (version < 0 || version > (int64_t)count) return TX_CONFLICT;
  for (size_t i = (size_t)version; i < count && reason == TX_OK; i++)
    reason = migrate_one(db, migrations[i], i + 1);
  return reason;
}

/* SQLite would make it readable by whom the umask lets. */
static enum tx_reason make_private(const char *path) {
  HOST_CLOSE int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  return fd < 0 ? host_errno_reason(errno) : TX_OK;
}

static enum tx_reason configure(sqlite3 *db) {
  sqlite3_extended_result_codes(db, 1);
  sqlite3_busy_timeout(db, BUSY_MS);
  return host_db_exec(db, "pragma journal_mode = wal; pragma synchronous = full;"
                          "pragma foreign_keys = on; pragma trusted_schema = off;");
}

enum tx_reason host_db_open(const char *path, const char *const *migrations, size_t count,
                            sqlite3 **out) {
  HOST_DB db = NULL;
  bool in_memory = strcmp(path, ":memory:") == 0;
  enum tx_reason reason = in_memory ? TX_OK : make_private(path);
  if (reason != TX_OK) return reason;
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX;
  reason = host_db_reason(sqlite3_open_v2(path, &db, flags, NULL));
  if (reason == TX_OK) reason = configure(db);
  if (reason == TX_OK) reason = migrate(db, migrations, count);
  if (reason != TX_OK) return reason;
  *out = db;
  db = NULL;
  return TX_OK;
}
