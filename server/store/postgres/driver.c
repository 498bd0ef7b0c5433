/* SPDX-License-Identifier: Apache-2.0 */
/* Opening, closing, transactions, and the table of what the driver does. */
#include "postgres_internal.h"

#include <stdio.h>
#include <stdlib.h>

/* "begin immediate": one writes at a time, in whatever process. The lock is the transaction's and
 * ends with it, behind a pooler as well. */
#define LOCK                                                                                       \
  "select pg_advisory_xact_lock(hashtextextended('tongxing ' || coalesce(current_schema(), ''), "  \
  "0)), " POSTGRES_TWO_MACHINES
#define BEGIN "begin isolation level read committed read write; "
#define POOLED                                                                                     \
  "set local lock_timeout = 5000; set local idle_in_transaction_session_timeout = 60000; "
#define RELAXED "set local synchronous_commit = off; "

bool postgres_named(const char *where) {
  return strncmp(where, "postgresql://", 13) == 0 || strncmp(where, "postgres://", 11) == 0;
}

static void close_db(struct db *db) {
  postgres_forget_fetched(postgres_of(db));
  PQfinish(postgres_of(db)->connection);
  PQfinish(postgres_of(db)->hold.connection);
  free(postgres_of(db)->where);
  free(db);
}

static enum tx_reason connect_first(struct postgres_db *db, struct db_failure *failure) {
  enum tx_reason reason = postgres_connect(db, failure);
  if (reason == TX_OK || failure->kind != DB_FAILURE_AWAY) return reason;
  return postgres_explain(db->where, failure);
}

static enum tx_reason check_address(const char *where, struct db_failure *failure) {
  char *error = NULL;
  PQconninfoOption *options = PQconninfoParse(where, &error);
  if (options) return PQconninfoFree(options), TX_OK;
  failure->kind = DB_FAILURE_ADDRESS;
  snprintf(failure->detail, sizeof failure->detail, "%.*s", (int)strcspn(error ? error : "", "\n"),
           error ? error : "");
  PQfreemem(error);
  return TX_BAD_ARGUMENT;
}

static enum tx_reason open_db(const char *where, bool read_only, struct db **out,
                              struct db_failure *failure) {
  enum tx_reason reason = check_address(where, failure);
  if (reason != TX_OK) return reason;
  struct postgres_db *db = calloc(1, sizeof *db);
  if (!db) return TX_NO_MEMORY;
  db->base.driver = &db_postgres;
  db->read_only = read_only;
  db->where = strdup(where);
  reason = db->where ? connect_first(db, failure) : TX_NO_MEMORY;
  if (reason != TX_OK) {
    close_db(&db->base);
    return reason;
  }
  *out = &db->base;
  return TX_OK;
}

static enum tx_reason send(struct postgres_db *db, const char *sql) {
  RESULT *result = PQexec(db->connection, sql);
  return postgres_result(db, result);
}

static enum tx_reason exec_sql(struct db *db, const char *sql) {
  struct postgres_db *own = postgres_of(db);
  if (db->within) {
    enum tx_reason earlier = postgres_drain(own);
    return earlier == TX_OK ? send(own, sql) : earlier;
  }
  enum tx_reason reason = postgres_ready(own);
  if (reason != TX_OK) return reason;
  reason = send(own, sql);
  return PQstatus(own->connection) == CONNECTION_OK ? reason : TX_IO_FAILED;
}

/* --- transactions ----------------------------------------------------------------------------- */

static const char *begin_sql(const struct postgres_db *db, bool relaxed) {
  if (db->pooled) return relaxed ? BEGIN POOLED RELAXED LOCK : BEGIN POOLED LOCK;
  return relaxed ? BEGIN RELAXED LOCK : BEGIN LOCK;
}

static void rollback(struct db *db) {
  struct postgres_db *own = postgres_of(db);
  postgres_drain(own); /* what failed is undone below */
  postgres_forget_fetched(own);
  own->pipeline.failed = TX_OK;
  if (PQtransactionStatus(own->connection) > PQTRANS_IDLE) send(own, "rollback");
}

static enum tx_reason undo(struct db *db) {
  struct postgres_db *own = postgres_of(db);
  postgres_drain(own); /* what failed is undone below */
  postgres_forget_fetched(own);
  own->pipeline.failed = TX_OK;
  return send(own, "rollback to savepoint " DB_PART "; release savepoint " DB_PART);
}

static enum tx_reason send_begin(struct postgres_db *db, bool relaxed) {
  RESULT *result = PQexec(db->connection, begin_sql(db, relaxed));
  enum tx_reason reason = postgres_result(db, result);
  if (reason != TX_OK || relaxed) return reason; /* which waits for no standby by itself */
  postgres_note_machines(db, *PQgetvalue(result, 0, 1) == 't');
  return TX_OK;
}

/* Nothing was done yet: whatever went wrong, it is tried once more. */
static enum tx_reason begin(struct db *db, bool relaxed) {
  struct postgres_db *own = postgres_of(db);
  enum tx_reason reason = TX_BUSY;
  for (int i = 0; i < 2 && reason == TX_BUSY; i++) {
    reason = postgres_ready(own);
    if (reason != TX_OK) return reason;
    reason = send_begin(own, relaxed);
    if (reason == TX_OK && (relaxed || !db_lacks_machine(db))) return TX_OK;
    if (reason == TX_OK) return rollback(db), TX_BUSY;
    rollback(db);
    if (PQstatus(own->connection) == CONNECTION_OK) return reason;
  }
  return reason;
}

/* Of a transaction that failed PostgreSQL says ROLLBACK, and of one whose standby was not waited
 * for it warns: neither was acknowledged. */
static enum tx_reason commit(struct db *db) {
  struct postgres_db *own = postgres_of(db);
  own->warned = false;
  enum tx_reason reason = postgres_drain(own);
  if (reason != TX_OK) return reason; /* undone, so nothing is in doubt */
  postgres_forget_fetched(own);
  RESULT *result = PQexec(own->connection, "commit");
  reason = postgres_result(own, result);
  if (PQstatus(own->connection) != CONNECTION_OK) return TX_IO_FAILED;
  if (reason != TX_OK) return reason;
  return strcmp(PQcmdStatus(result), "COMMIT") == 0 && !own->warned ? TX_OK : TX_IO_FAILED;
}

/* --- what was committed before ------------------------------------------------------------------
 */

static enum tx_reason ask(struct postgres_db *db, const char *sql, PGresult **out) {
  enum tx_reason reason = db->base.within ? postgres_drain(db) : postgres_ready(db);
  if (reason != TX_OK) return reason;
  *out = PQexec(db->connection, sql);
  return postgres_result(db, *out);
}

static enum tx_reason ask_machines(struct db *db) {
  RESULT *answer = NULL;
  enum tx_reason reason = ask(postgres_of(db), "select " POSTGRES_TWO_MACHINES, &answer);
  if (reason == TX_OK) postgres_note_machines(postgres_of(db), *PQgetvalue(answer, 0, 0) == 't');
  return reason;
}

/* A commit of its own, which waits for the standby, and with it for all that stands before it in
 * the log. It writes a line there that nobody reads. */
#define SETTLE                                                                                     \
  "begin isolation level read committed read write; "                                              \
  "select pg_logical_emit_message(true, 'tongxing', ''); commit; select " POSTGRES_TWO_MACHINES

static enum tx_reason settle(struct db *db) {
  struct postgres_db *own = postgres_of(db);
  RESULT *answer = NULL;
  if (db->within) return TX_BAD_ARGUMENT;
  own->warned = false;
  enum tx_reason reason = ask(own, SETTLE, &answer);
  if (reason == TX_OK) postgres_note_machines(own, *PQgetvalue(answer, 0, 0) == 't');
  return reason == TX_OK && own->warned ? TX_IO_FAILED : reason;
}

static unsigned session(const struct db *db) {
  return ((const struct postgres_db *)db)->generation;
}

/* --- the rest --------------------------------------------------------------------------------- */

static int64_t changes(const struct db *db) {
  return ((const struct postgres_db *)db)->changes;
}

/* The files of a dropped table are gone with it; pages in between are the concern of who keeps the
 * database's disk. */
static enum tx_reason compact(struct db *db) {
  (void)db;
  return TX_OK;
}

static const char *or_empty(const char *text) {
  return text ? text : "";
}

static void describe(const struct db *db, char *out, size_t cap) {
  const PGconn *connection = ((const struct postgres_db *)db)->connection;
  const char *version = or_empty(PQparameterStatus(connection, "server_version"));
  snprintf(out, cap, "PostgreSQL %.*s, %s at %s:%s%s", (int)strcspn(version, " "), version,
           or_empty(PQdb(connection)), or_empty(PQhost(connection)), or_empty(PQport(connection)),
           ((const struct postgres_db *)db)->pooled ? ", through a pooler" : "");
}

static bool away(const struct db *db) {
  return ((const struct postgres_db *)db)->away_ms != 0;
}

const struct db_driver db_postgres = {
  .name = "postgresql",
  .shared = true,
  .open = open_db,
  .close = close_db,
  .exec = exec_sql,
  .migrate = postgres_migrate,
  .finish_schema = postgres_finish_schema,
  .prepare = postgres_prepare,
  .finalize = postgres_finalize,
  .start = postgres_start,
  .step = postgres_step,
  .reset = postgres_reset,
  .column_count = postgres_column_count,
  .column_int = postgres_column_int,
  .column_text = postgres_column_text,
  .column_bytes = postgres_column_bytes,
  .column_null = postgres_column_null,
  .changes = changes,
  .post = postgres_post,
  .prefetch = postgres_prefetch,
  .hold = postgres_hold,
  .let_go = postgres_let_go,
  .compact = compact,
  .begin = begin,
  .commit = commit,
  .rollback = rollback,
  .undo = undo,
  .describe = describe,
  .away = away,
  .ask_machines = ask_machines,
  .settle = settle,
  .session = session,
};
