/* SPDX-License-Identifier: Apache-2.0 */
#include "db.h"

#include <stdio.h>

struct db_value db_int(int64_t value) {
  return (struct db_value){ .kind = DB_KIND_INT, .integer = value };
}

struct db_value db_text(const char *value) {
  if (!value) return db_null();
  return (struct db_value){ .kind = DB_KIND_TEXT, .span = tx_span_text(value) };
}

struct db_value db_bytes(struct tx_span value) {
  if (!value.p) return db_null();
  return (struct db_value){ .kind = DB_KIND_BYTES, .span = value };
}

struct db_value db_null(void) {
  return (struct db_value){ .kind = DB_KIND_NULL };
}

void db_close(struct db *db) {
  if (!db) return;
  for (size_t i = 0; i < db->statement_count; i++)
    db->driver->finalize(db->statements[i]);
  db->driver->close(db);
}

enum tx_reason db_exec(struct db *db, const char *sql) {
  return db->driver->exec(db, sql);
}

static struct db_statement *find_idle(struct db *db, const char *sql) {
  for (size_t i = 0; i < db->statement_count; i++)
    if (db->statements[i]->sql == sql && !db->statements[i]->busy) return db->statements[i];
  return NULL;
}

/* A statement that finds no place among the kept ones is finalized when it is done. */
static enum tx_reason take_statement(struct db *db, const char *sql, struct db_statement **out) {
  *out = find_idle(db, sql);
  if (!*out) {
    enum tx_reason reason = db->driver->prepare(db, sql, out);
    if (reason != TX_OK) return reason;
    (*out)->db = db;
    (*out)->sql = sql;
    if (db->statement_count < DB_STATEMENTS) db->statements[db->statement_count++] = *out;
  }
  (*out)->busy = true;
  return TX_OK;
}

static bool is_kept(const struct db *db, const struct db_statement *statement) {
  for (size_t i = 0; i < db->statement_count; i++)
    if (db->statements[i] == statement) return true;
  return false;
}

static void give_back(struct db_statement *statement) {
  const struct db_driver *driver = statement->db->driver;
  driver->reset(statement);
  statement->busy = false;
  if (!is_kept(statement->db, statement)) driver->finalize(statement);
}

static enum tx_reason bind_all(struct db_statement *statement, const struct db_value *values,
                               size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (values[i].kind == DB_KIND_NONE) continue;
    enum tx_reason reason = statement->db->driver->bind(statement, (int)i + 1, &values[i]);
    if (reason != TX_OK) return reason;
  }
  return TX_OK;
}

struct db_rows db_select_values(struct db *db, const char *sql, const struct db_value *values,
                                size_t count) {
  struct db_rows rows = { 0 };
  rows.end = take_statement(db, sql, &rows.statement);
  if (rows.end == TX_OK) rows.end = bind_all(rows.statement, values, count);
  return rows;
}

bool db_next(struct db_rows *rows) {
  if (rows->end != TX_OK || !rows->statement) return false;
  enum tx_reason reason = rows->statement->db->driver->step(rows->statement);
  if (reason == TX_OK) return true;
  if (reason != TX_NOT_FOUND) rows->end = reason;
  db_rows_finish(rows);
  return false;
}

void db_rows_finish(struct db_rows *rows) {
  if (rows->statement) give_back(rows->statement);
  rows->statement = NULL;
}

enum tx_reason db_run_values(struct db *db, const char *sql, const struct db_value *values,
                             size_t count) {
  DB_ROWS rows = db_select_values(db, sql, values, count);
  while (db_next(&rows)) {
  }
  return rows.end;
}

int64_t db_changes(const struct db *db) {
  return db->driver->changes(db);
}

int64_t db_column_int(const struct db_rows *rows, int column) {
  return rows->statement->db->driver->column_int(rows->statement, column);
}

const char *db_column_text(const struct db_rows *rows, int column) {
  return rows->statement->db->driver->column_text(rows->statement, column);
}

struct tx_span db_column_bytes(const struct db_rows *rows, int column) {
  return rows->statement->db->driver->column_bytes(rows->statement, column);
}

bool db_column_null(const struct db_rows *rows, int column) {
  return rows->statement->db->driver->column_null(rows->statement, column);
}

void db_column_copy(const struct db_rows *rows, int column, char *out, size_t cap) {
  const char *text = db_column_text(rows, column);
  snprintf(out, cap, "%s", text ? text : "");
}

struct db_transaction db_begin(struct db *db) {
  enum tx_reason begun = db_exec(db, "begin immediate");
  return (struct db_transaction){ .db = begun == TX_OK ? db : NULL, .begun = begun };
}

struct db_transaction db_begin_relaxed(struct db *db) {
  enum tx_reason begun = db->driver->relax(db, true);
  struct db_transaction work = { .begun = begun };
  if (begun == TX_OK) work = db_begin(db);
  if (work.begun != TX_OK) db->driver->relax(db, false);
  work.relaxed = work.begun == TX_OK;
  return work;
}

/* The next one is durable again. */
static void leave(struct db_transaction *work) {
  if (work->relaxed) work->db->driver->relax(work->db, false);
  work->db = NULL;
}

enum tx_reason db_commit(struct db_transaction *work) {
  if (!work->db) return work->begun;
  enum tx_reason reason = db_exec(work->db, "commit");
  if (reason == TX_OK) leave(work); /* else the clean-up rolls back */
  return reason;
}

void db_rollback(struct db_transaction *work) {
  if (!work->db) return;
  db_exec(work->db, "rollback");
  leave(work);
}
