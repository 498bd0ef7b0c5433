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
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct sqlite_db {
  struct db base;
  sqlite3 *handle;
  bool relaxed; /* synchronous=normal */
};

struct sqlite_statement {
  struct db_statement base;
  sqlite3_stmt *handle;
  int count, places[]; /* of its parameters: where $1, $2 … stand */
};

static sqlite3 *handle_of(const struct db *db) {
  return ((const struct sqlite_db *)db)->handle;
}

static sqlite3_stmt *statement_of(struct db_statement *statement) {
  return ((struct sqlite_statement *)statement)->handle;
}

static enum tx_reason reason_of(int code) {
  /* The log's index found no room for its next block: all else that is written there is a byte. */
  if (code == SQLITE_IOERR_SHMSIZE) return TX_DISK_FULL;
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
  /* Else what a partial index compares with is compiled anew with every value bound to it. */
  sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL);
  sqlite3_busy_timeout(db->handle, BUSY_MS);
  if (read_only) return TX_OK;
  enum tx_reason reason = TX_OK;
  if (db->base.driver == &db_sqlite_small) reason = exec_sql(&db->base, "pragma page_size=1024");
  if (reason != TX_OK) return reason;
  return exec_sql(&db->base, "pragma journal_mode=wal; pragma synchronous=full;"
                             "pragma foreign_keys=on; pragma temp_store=memory;"
                             "pragma secure_delete=on; pragma trusted_schema=off;");
}

/* A file on a disk that is read-only is opened all the same, to read. */
static enum tx_reason open_handle(struct sqlite_db *db, const char *where, int flags) {
  const bool read_only = flags & SQLITE_OPEN_READONLY;
  enum tx_reason reason =
      reason_of(sqlite3_open_v2(where, &db->handle, flags | SQLITE_OPEN_FULLMUTEX, NULL));
  if (reason == TX_OK) reason = configure(db, read_only);
  if (reason == TX_OK && !read_only && sqlite3_db_readonly(db->handle, "main") == 1)
    return TX_NOT_ALLOWED;
  return reason;
}

/* --- from a disk that cannot be written ------------------------------------------------------- */

/* "file:PATH?immutable=1"; false: no memory. */
static bool immutable_uri(const char *path, char **uri) {
  *uri = malloc(3 * strlen(path) + 32);
  if (!*uri) return false;
  char *at = *uri + sprintf(*uri, "file:");
  for (; *path; path++)
    at += sprintf(at, strchr("?#%", *path) ? "%%%02X" : "%c", (unsigned char)*path);
  sprintf(at, "?immutable=1");
  return true;
}

static bool has_log(const char *path) {
  struct stat st;
  char *log = NULL;
  if (asprintf(&log, "%s-wal", path) < 0) return true;
  bool there = stat(log, &st) == 0 && st.st_size > 0;
  free(log);
  return there;
}

/* SQLite makes an index beside the file, even to read. Where it cannot, and no log waits to be
 * merged, the file by itself is all there is; and nobody changes it. */
static enum tx_reason read_as_it_is(struct sqlite_db *db, const char *where) {
  static const char first[] = "select 1 from sqlite_schema limit 1";
  enum tx_reason reason = exec_sql(&db->base, first);
  if (reason == TX_OK || reason == TX_MALFORMED || has_log(where)) return reason;
  char *uri;
  if (!immutable_uri(where, &uri)) return TX_NO_MEMORY;
  sqlite3_close(db->handle);
  db->handle = NULL;
  reason = open_handle(db, uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
  free(uri);
  return reason == TX_OK ? exec_sql(&db->base, first) : reason;
}

static enum tx_reason open_by(const struct db_driver *driver, const char *where, bool read_only,
                              struct db **out) {
  struct sqlite_db *db = calloc(1, sizeof *db);
  if (!db) return TX_NO_MEMORY;
  db->base.driver = driver;
  if (!read_only) make_private(where);
  enum tx_reason reason = open_handle(
      db, where, read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  if (reason == TX_OK && read_only) reason = read_as_it_is(db, where);
  if (reason != TX_OK) {
    close_db(&db->base);
    return reason;
  }
  *out = &db->base;
  return TX_OK;
}

static enum tx_reason open_db(const char *where, bool read_only, struct db **out,
                              struct db_failure *failure) {
  (void)failure;
  return open_by(&db_sqlite, where, read_only, out);
}

static enum tx_reason open_small(const char *where, bool read_only, struct db **out,
                                 struct db_failure *failure) {
  (void)failure;
  return open_by(&db_sqlite_small, where, read_only, out);
}

/* $1 is a name to SQLite, not a position. */
static int index_of(sqlite3_stmt *statement, int position) {
  char name[16];
  snprintf(name, sizeof name, "$%d", position);
  return sqlite3_bind_parameter_index(statement, name);
}

static struct sqlite_statement *keep(sqlite3_stmt *handle) {
  int count = sqlite3_bind_parameter_count(handle);
  struct sqlite_statement *statement =
      calloc(1, sizeof *statement + (size_t)count * sizeof *statement->places);
  if (!statement) return NULL;
  statement->handle = handle;
  statement->count = count;
  for (int i = 0; i < count; i++)
    statement->places[i] = index_of(handle, i + 1);
  return statement;
}

static enum tx_reason prepare(struct db *db, const char *sql, struct db_statement **out) {
  sqlite3_stmt *handle = NULL;
  int code = sqlite3_prepare_v3(handle_of(db), sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, NULL);
  if (code != SQLITE_OK) return reason_of(code);
  struct sqlite_statement *statement = keep(handle);
  if (!statement) {
    sqlite3_finalize(handle);
    return TX_NO_MEMORY;
  }
  *out = &statement->base;
  return TX_OK;
}

static void finalize(struct db_statement *statement) {
  sqlite3_finalize(statement_of(statement));
  free(statement);
}

static enum tx_reason bind(sqlite3_stmt *handle, int index, const struct db_value *value) {
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

static enum tx_reason start(struct db_statement *statement, const struct db_value *values,
                            size_t count) {
  const struct sqlite_statement *own = (const struct sqlite_statement *)statement;
  enum tx_reason reason = count > (size_t)own->count ? TX_IO_FAILED : TX_OK;
  for (size_t i = 0; i < count && reason == TX_OK; i++)
    reason = bind(own->handle, own->places[i], &values[i]);
  return reason;
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

static int64_t written(const struct db *db) {
  return sqlite3_total_changes64(handle_of(db));
}

static enum tx_reason relax(struct db *db, bool relaxed) {
  struct sqlite_db *own = (struct sqlite_db *)db;
  if (own->relaxed == relaxed) return TX_OK;
  enum tx_reason reason =
      exec_sql(db, relaxed ? "pragma synchronous=normal" : "pragma synchronous=full");
  if (reason == TX_OK) own->relaxed = relaxed;
  return reason;
}

static enum tx_reason begin(struct db *db, bool relaxed) {
  enum tx_reason reason = relax(db, relaxed);
  if (reason == TX_OK) reason = db_run(db, "begin immediate", DB_NONE);
  if (reason != TX_OK) relax(db, false);
  return reason;
}

static enum tx_reason commit(struct db *db) {
  enum tx_reason reason = db_run(db, "commit", DB_NONE);
  if (reason == TX_OK) relax(db, false); /* what runs outside transactions is durable, too */
  return reason;
}

/* The log is synced by itself, through SQLite's own layer; nothing is carried over. */
static enum tx_reason settle(struct db *db) {
  sqlite3_file *log = NULL;
  int code =
      sqlite3_file_control(handle_of(db), "main", SQLITE_FCNTL_JOURNAL_POINTER, (void *)&log);
  if (code != SQLITE_OK) return reason_of(code);
  if (!log || !log->pMethods) return TX_OK; /* nothing was written yet */
  return reason_of(log->pMethods->xSync(log, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY));
}

static void rollback(struct db *db) {
  exec_sql(db, "rollback");
  relax(db, false);
}

static enum tx_reason undo(struct db *db) {
  return exec_sql(db, "rollback to savepoint " DB_PART "; release savepoint " DB_PART);
}

static void describe(const struct db *db, char *out, size_t cap) {
  snprintf(out, cap, "SQLite %s, %s", sqlite3_libversion(),
           sqlite3_db_filename(handle_of(db), "main"));
}

static int column_count(struct db_statement *statement) {
  return sqlite3_column_count(statement_of(statement));
}

/* The second copy lies in a file: in memory there may be no room for it. The log holds pages as
 * they were until it is cut off. */
static enum tx_reason compact(struct db *db) {
  enum tx_reason reason = exec_sql(db, "pragma temp_store=file; vacuum");
  enum tx_reason after = exec_sql(db, "pragma temp_store=memory; pragma wal_checkpoint(truncate)");
  return reason == TX_OK ? after : reason;
}

static enum tx_reason copy(struct db *db, const char *path) {
  return db_run(db, "vacuum into $1", db_text(path));
}

#define SQLITE_DRIVER(how)                                                                         \
  {                                                                                                \
    .name = "sqlite", .open = how, .close = close_db, .exec = exec_sql, .prepare = prepare,        \
    .finalize = finalize, .start = start, .step = step, .reset = reset,                            \
    .column_count = column_count, .column_int = column_int, .column_text = column_text,            \
    .column_bytes = column_bytes, .column_null = column_null, .changes = changes,                  \
    .written = written, .compact = compact, .copy = copy, .begin = begin, .commit = commit,        \
    .rollback = rollback, .undo = undo, .describe = describe, .settle = settle                     \
  }
const struct db_driver db_sqlite = SQLITE_DRIVER(open_db);
const struct db_driver db_sqlite_small = SQLITE_DRIVER(open_small);
