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
  for (size_t i = 0; i < DB_BUCKETS; i++)
    for (struct db_statement *one; (one = db->statements[i]) != NULL;) {
      db->statements[i] = one->next;
      db->driver->finalize(one);
    }
  db->driver->close(db);
}

void db_describe(const struct db *db, char *out, size_t cap) {
  db->driver->describe(db, out, cap);
}

bool db_away(const struct db *db) {
  return db->driver->away && db->driver->away(db);
}

int db_machines(const struct db *db) {
  return __atomic_load_n(&db->machines, __ATOMIC_RELAXED);
}

enum tx_reason db_ask_machines(struct db *db) {
  return db->driver->ask_machines ? db->driver->ask_machines(db) : TX_OK;
}

void db_need_two_machines(struct db *db) {
  db->needs_two = true;
}

bool db_lacks_machine(const struct db *db) {
  return db->needs_two && db_machines(db) < 2;
}

enum tx_reason db_settle(struct db *db) {
  if (db->joins && db->within) return TX_OK; /* lasts with the one */
  enum tx_reason reason = db->driver->settle ? db->driver->settle(db) : TX_OK;
  db->doubtful = reason == TX_IO_FAILED;
  return reason;
}

void db_share_commits(struct db *db, bool share) {
  db->shares = share;
}

bool db_may_share(const struct db *db) {
  return !db->needs_two && db->driver->settle;
}

unsigned db_shared_commits(struct db *db) {
  unsigned count = db->shared;
  db->shared = 0;
  return count;
}

unsigned db_session(const struct db *db) {
  return db->driver->session ? db->driver->session(db) : 0;
}

int64_t db_written(const struct db *db) {
  return db->driver->written ? db->driver->written(db) : -1;
}

/* PostgreSQL undoes a transaction whose statement failed, SQLite would go on: here none does. */
static enum tx_reason note(struct db *db, enum tx_reason reason) {
  if (db->within && db->failed == TX_OK) db->failed = reason;
  return reason;
}

enum tx_reason db_exec(struct db *db, const char *sql) {
  if (db->failed != TX_OK) return db->failed;
  return note(db, db->driver->exec(db, sql));
}

enum tx_reason db_compact(struct db *db) {
  return db->driver->compact(db);
}

enum tx_reason db_copy(struct db *db, const char *path) {
  return db->driver->copy ? db->driver->copy(db, path) : TX_NOT_ALLOWED;
}

static struct db_statement **bucket_of(struct db *db, const char *sql) {
  const uint64_t mixed = (uint64_t)(uintptr_t)sql * 0x9e3779b97f4a7c15;
  return &db->statements[mixed >> 56];
}
_Static_assert(DB_BUCKETS == 1 << 8, "the upper bits choose one");

static struct db_statement *find_idle(struct db *db, const char *sql) {
  struct db_statement *one = *bucket_of(db, sql);
  while (one && (one->sql != sql || one->busy))
    one = one->next;
  return one;
}

static enum tx_reason prepare(struct db *db, const char *sql, struct db_statement **out) {
  enum tx_reason reason = note(db, db->driver->prepare(db, sql, out));
  if (reason != TX_OK) return reason;
  struct db_statement **bucket = bucket_of(db, sql);
  (*out)->db = db;
  (*out)->sql = sql;
  (*out)->next = *bucket;
  *bucket = *out;
  return TX_OK;
}

/* A program has as many as it has queries, one more of each that is read within itself. */
static enum tx_reason take_statement(struct db *db, const char *sql, struct db_statement **out) {
  if (db->failed != TX_OK) return db->failed;
  *out = find_idle(db, sql);
  enum tx_reason reason = *out ? TX_OK : prepare(db, sql, out);
  if (reason == TX_OK) (*out)->busy = true;
  return reason;
}

static void give_back(struct db_statement *statement) {
  statement->db->driver->reset(statement);
  statement->busy = false;
}

struct db_rows db_select_values(struct db *db, const char *sql, const struct db_value *values,
                                size_t count) {
  struct db_rows rows = { 0 };
  if (count == 1 && values[0].kind == DB_KIND_NONE) count = 0;
  rows.end = take_statement(db, sql, &rows.statement);
  if (rows.end == TX_OK) rows.end = note(db, db->driver->start(rows.statement, values, count));
  return rows;
}

bool db_next(struct db_rows *rows) {
  if (rows->end != TX_OK || !rows->statement) return false;
  enum tx_reason reason = rows->statement->db->driver->step(rows->statement);
  if (reason == TX_OK) return true;
  if (reason != TX_NOT_FOUND) rows->end = note(rows->statement->db, reason);
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

typedef enum tx_reason send_ahead(struct db_statement *statement, const struct db_value *values,
                                  size_t count);

static enum tx_reason send_by(struct db *db, send_ahead *driver_send, const char *sql,
                              const struct db_value *values, size_t count) {
  struct db_statement *statement = NULL;
  enum tx_reason reason = take_statement(db, sql, &statement);
  if (reason != TX_OK) return reason;
  reason = note(db, driver_send(statement, values, count));
  give_back(statement);
  return reason;
}

enum tx_reason db_post_values(struct db *db, const char *sql, const struct db_value *values,
                              size_t count) {
  if (!db->driver->post || !db->within) return db_run_values(db, sql, values, count);
  return send_by(db, db->driver->post, sql, values, count);
}

bool db_foresees(const struct db *db) {
  return db->driver->prefetch && db->within;
}

enum tx_reason db_prefetch_values(struct db *db, const char *sql, const struct db_value *values,
                                  size_t count) {
  if (!db_foresees(db)) return db->failed;
  return send_by(db, db->driver->prefetch, sql, values, count);
}

enum tx_reason db_forget_values(struct db *db, bool *left, const char *due, const char *sql,
                                const struct db_value *values, size_t count) {
  *left = false;
  struct db_rows rows = db_select_values(db, due, values, count);
  const bool any = db_next(&rows);
  db_rows_finish(&rows);
  if (!any) return rows.end;
  enum tx_reason reason = db_run_values(db, sql, values, count);
  *left = reason == TX_OK && db_changes(db) > 0;
  return reason;
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

static enum tx_reason begin_whole(struct db *db, bool relaxed) {
  if (db->within) return TX_IO_FAILED;
  enum tx_reason reason = db->driver->begin(db, relaxed || db->shares);
  db->doubtful = false;
  db->within = reason == TX_OK;
  return reason;
}

static enum tx_reason begin_part(struct db *db) {
  if (db->in_part) return TX_IO_FAILED;
  enum tx_reason reason = db->within ? db->failed : begin_whole(db, false);
  if (reason == TX_OK) reason = note(db, db->driver->exec(db, "savepoint " DB_PART));
  db->in_part = reason == TX_OK;
  return reason;
}

static struct db_transaction begin(struct db *db, bool relaxed) {
  enum tx_reason begun = db->joins ? begin_part(db) : begin_whole(db, relaxed);
  return (struct db_transaction){ .db = begun == TX_OK ? db : NULL, .begun = begun };
}

struct db_transaction db_begin(struct db *db) {
  return begin(db, false);
}

struct db_transaction db_begin_relaxed(struct db *db) {
  return begin(db, true);
}

static void leave(struct db *db) {
  db->within = false;
  db->failed = TX_OK;
}

/* What fails is rolled back by whoever called. */
static enum tx_reason commit_whole(struct db *db) {
  enum tx_reason reason = db->failed;
  if (reason == TX_OK) {
    reason = db->driver->commit(db);
    db->doubtful = reason == TX_IO_FAILED;
  }
  if (reason == TX_OK && db->shares) db->shared++;
  if (reason == TX_OK) leave(db);
  return reason;
}

static enum tx_reason commit_part(struct db *db) {
  enum tx_reason reason = db_exec(db, "release savepoint " DB_PART);
  if (reason == TX_OK) db->in_part = false;
  return reason;
}

enum tx_reason db_commit(struct db_transaction *work) {
  if (!work->db) return work->begun;
  enum tx_reason reason = work->db->in_part ? commit_part(work->db) : commit_whole(work->db);
  if (reason == TX_OK) work->db = NULL; /* else the clean-up rolls back */
  return reason;
}

bool db_doubtful(const struct db *db) {
  return db->doubtful;
}

static void rollback_whole(struct db *db) {
  db->driver->rollback(db);
  leave(db);
}

void db_rollback(struct db_transaction *work) {
  struct db *db = work->db;
  work->db = NULL;
  if (db && db->in_part)
    db->failed = db->driver->undo(db);
  else if (db)
    rollback_whole(db);
  if (db) db->in_part = false;
}

void db_join(struct db *db) {
  db->joins = true;
}

enum tx_reason db_join_end(struct db *db) {
  db->joins = false;
  if (!db->within) return TX_OK;
  enum tx_reason reason = commit_whole(db);
  if (reason != TX_OK) rollback_whole(db);
  return reason;
}

void db_join_undo(struct db *db) {
  db->joins = false;
  if (db->within) rollback_whole(db);
}

enum tx_reason db_hold(struct db *db, const char *question, int64_t *answer) {
  *answer = 0;
  return db->driver->hold ? db->driver->hold(db, question, answer) : TX_OK;
}

void db_let_go(struct db *db) {
  if (db->driver->let_go) db->driver->let_go(db);
}
