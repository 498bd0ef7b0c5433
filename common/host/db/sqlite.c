/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SQLite as the database: WAL, and synchronous=FULL so that a commit that returned has been synced.
 * One connection only: SQLite 3.40 can corrupt a WAL that several connections reset.
 */
#include "db.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct sqlite_db {
  struct db base;
  sqlite3 *handle;
};

struct sqlite_statement {
  struct db_statement base;
  sqlite3_stmt *handle;
};

static sqlite3 *handle_of(const struct db *db) {
  return ((const struct sqlite_db *)db)->handle;
}

static sqlite3_stmt *statement_of(struct db_statement *statement) {
  return ((struct sqlite_statement *)statement)->handle;
}

static enum tx_reason reason_of(int code) {
  switch (code & 0xff) {
  case SQLITE_OK:
  case SQLITE_ROW:
    return TX_OK;
  case SQLITE_DONE:
    return TX_NOT_FOUND;
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

static enum tx_reason exec_sql(struct db *db, const char *sql) {
  return reason_of(sqlite3_exec(handle_of(db), sql, NULL, NULL, NULL));
}

static void close_db(struct db *db) {
  sqlite3_close(handle_of(db));
  free(db);
}

#define BUSY_MS 5000

/* The log and its index take the database's mode; SQLite would take the umask's. */
static void make_private(const char *where) {
  if (strcmp(where, ":memory:") == 0) return;
  int fd = open(where, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd >= 0) close(fd); /* SQLite says why when it could not */
}

static enum tx_reason configure(struct sqlite_db *db, bool read_only) {
  sqlite3_extended_result_codes(db->handle, 1);
  sqlite3_busy_timeout(db->handle, BUSY_MS);
  if (read_only) return TX_OK;
  return exec_sql(&db->base, "pragma journal_mode=wal; pragma synchronous=full;"
                             "pragma foreign_keys=on; pragma temp_store=memory;"
                             "pragma secure_delete=on; pragma trusted_schema=off;");
}

static enum tx_reason open_db(const char *where, bool read_only, struct db **out) {
  struct sqlite_db *db = calloc(1, sizeof *db);
  if (!db) return TX_NO_MEMORY;
  db->base.driver = &db_sqlite;
  int flags = SQLITE_OPEN_READONLY;
  if (!read_only) {
    make_private(where);
    flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  }
  enum tx_reason reason =
      reason_of(sqlite3_open_v2(where, &db->handle, flags | SQLITE_OPEN_FULLMUTEX, NULL));
  if (reason == TX_OK) reason = configure(db, read_only);
  if (reason != TX_OK) {
    close_db(&db->base);
    return reason;
  }
  *out = &db->base;
  return TX_OK;
}

static enum tx_reason prepare(struct db *db, const char *sql, struct db_statement **out) {
  struct sqlite_statement *statement = calloc(1, sizeof *statement);
  if (!statement) return TX_NO_MEMORY;
  int code = sqlite3_prepare_v3(handle_of(db), sql, -1, SQLITE_PREPARE_PERSISTENT,
                                &statement->handle, NULL);
  if (code != SQLITE_OK) {
    free(statement);
    return reason_of(code);
  }
  *out = &statement->base;
  return TX_OK;
}

static void finalize(struct db_statement *statement) {
  sqlite3_finalize(statement_of(statement));
  free(statement);
}

/* $1 is a name to SQLite, not a position. */
static int index_of(sqlite3_stmt *statement, int position) {
  char name[16];
  snprintf(name, sizeof name, "$%d", position);
  return sqlite3_bind_parameter_index(statement, name);
}

static enum tx_reason bind(struct db_statement *statement, int position,
                           const struct db_value *value) {
  sqlite3_stmt *handle = statement_of(statement);
  int index = index_of(handle, position);
  const char *bytes = value->span.p ? (const char *)value->span.p : "";
  switch (value->kind) {
  case DB_KIND_INT:
    return reason_of(sqlite3_bind_int64(handle, index, value->integer));
  case DB_KIND_TEXT:
    return reason_of(
        sqlite3_bind_text64(handle, index, bytes, value->span.n, SQLITE_TRANSIENT, SQLITE_UTF8));
  case DB_KIND_BYTES:
    return reason_of(sqlite3_bind_blob64(handle, index, bytes, value->span.n, SQLITE_TRANSIENT));
  case DB_KIND_NONE:
  case DB_KIND_NULL:
    break;
  }
  return reason_of(sqlite3_bind_null(handle, index));
}

static enum tx_reason step(struct db_statement *statement) {
  return reason_of(sqlite3_step(statement_of(statement)));
}

static void reset(struct db_statement *statement) {
  sqlite3_reset(statement_of(statement));
  sqlite3_clear_bindings(statement_of(statement));
}

static int64_t column_int(struct db_statement *statement, int column) {
  return sqlite3_column_int64(statement_of(statement), column);
}

static const char *column_text(struct db_statement *statement, int column) {
  return (const char *)sqlite3_column_text(statement_of(statement), column);
}

static struct tx_span column_bytes(struct db_statement *statement, int column) {
  const void *bytes = sqlite3_column_blob(statement_of(statement), column);
  return tx_span_of(bytes, (size_t)sqlite3_column_bytes(statement_of(statement), column));
}

static bool column_null(struct db_statement *statement, int column) {
  return sqlite3_column_type(statement_of(statement), column) == SQLITE_NULL;
}

static int64_t changes(const struct db *db) {
  return sqlite3_changes64(handle_of(db));
}

static enum tx_reason relax(struct db *db, bool relaxed) {
  return exec_sql(db, relaxed ? "pragma synchronous=normal" : "pragma synchronous=full");
}

const struct db_driver db_sqlite = {
  .name = "sqlite",
  .open = open_db,
  .close = close_db,
  .exec = exec_sql,
  .prepare = prepare,
  .finalize = finalize,
  .bind = bind,
  .step = step,
  .reset = reset,
  .column_int = column_int,
  .column_text = column_text,
  .column_bytes = column_bytes,
  .column_null = column_null,
  .changes = changes,
  .relax = relax,
};
