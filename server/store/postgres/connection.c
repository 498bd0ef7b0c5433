/* SPDX-License-Identifier: Apache-2.0 */
/* The connection: made, looked at, and made again when it broke. */
#include "postgres_internal.h"

#include "host/sys/log.h"
#include "host/text/date.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define OLDEST_VERSION 150000 /* as server_version_num writes it */
#define PATIENCE_MS 2000 /* a restart is waited out; after that everybody is told at once … */
#define RETRY_MS 250     /* … and one asks this often whether it is back */
#define PAUSE_MS 100

/* A process that was stopped within a transaction hinders the others no longer than this. */
#define SESSION "set lock_timeout = 5000; set idle_in_transaction_session_timeout = 60000"
#define READ_ONLY "set default_transaction_read_only = on"

/* Texts are compared by bytes, as SQLite does and as indexes stay right whatever the C library
 * does; a backend's number that is not what the connection was told means that a pooler is between.
 */
#define QUESTION                                                                                   \
  "select ('Z' < 'a') and ('a-b' < 'aa') and ('z' < U&'\\00e4') and"                               \
  " (U&'\\ffe5' < U&'\\+010000'), pg_backend_pid(),"                                               \
  " pg_is_in_recovery(), current_setting('fsync') = 'off',"                                        \
  " current_setting('synchronous_commit') = 'off', " POSTGRES_TWO_MACHINES

/* A WARNING with a commit says that it may not be where it should be. */
static void take_notice(void *context, const PGresult *notice) {
  struct postgres_db *db = context;
  const char *severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
  if (severity && strcmp(severity, "WARNING") == 0) db->warned = true;
}

PGconn *postgres_dial(const char *where, bool read_only) {
  /* What where says itself comes later, and counts. */
  const char *const names[] = {
    "fallback_application_name", "client_encoding", "connect_timeout",
    "tcp_user_timeout",          "keepalives_idle", "keepalives_interval",
    "target_session_attrs",      "dbname",          NULL
  };
  const char *const values[] = {
    "tongxing-server", "UTF8", "5", "10000", "5", "2", read_only ? "any" : "read-write", where, NULL
  };
  return PQconnectdbParams(names, values, 1);
}

static enum tx_reason fail(struct db_failure *failure, enum db_failure_kind kind,
                           enum tx_reason reason) {
  failure->kind = kind;
  return reason;
}

static bool is_true(const PGresult *answer, int column) {
  return PQgetvalue(answer, 0, column)[0] == 't';
}

static void warn_of_settings(const struct postgres_db *db, const PGresult *answer) {
  if (is_true(answer, 3) || is_true(answer, 4))
    host_log(HOST_WARNING,
             "database %s: %s is off: a power cut may take back what was acknowledged; turn it on",
             PQdb(db->connection), is_true(answer, 3) ? "fsync" : "synchronous_commit");
}

static const char *parameter(const struct postgres_db *db, const char *name) {
  const char *value = PQparameterStatus(db->connection, name);
  return value ? value : "";
}

static enum tx_reason look(struct postgres_db *db, struct db_failure *failure) {
  if (PQserverVersion(db->connection) < OLDEST_VERSION) {
    snprintf(failure->detail, sizeof failure->detail, "%s", parameter(db, "server_version"));
    return fail(failure, DB_FAILURE_VERSION, TX_NOT_ALLOWED);
  }
  if (strcmp(parameter(db, "server_encoding"), "UTF8") != 0)
    return fail(failure, DB_FAILURE_ORDER, TX_NOT_ALLOWED);
  RESULT *answer = PQexec(db->connection, QUESTION);
  if (PQresultStatus(answer) != PGRES_TUPLES_OK) return fail(failure, DB_FAILURE_AWAY, TX_BUSY);
  if (!is_true(answer, 0)) return fail(failure, DB_FAILURE_ORDER, TX_NOT_ALLOWED);
  if (is_true(answer, 2) && !db->read_only) return fail(failure, DB_FAILURE_READ_ONLY, TX_BUSY);
  db->pooled = strtol(PQgetvalue(answer, 0, 1), NULL, 10) != PQbackendPID(db->connection);
  if (!db->generation) warn_of_settings(db, answer);
  postgres_note_machines(db, is_true(answer, 5));
  return TX_OK;
}

static enum tx_reason settle(struct postgres_db *db) {
  if (db->pooled) return TX_OK; /* settings of a session would be left to strangers */
  RESULT *session = PQexec(db->connection, SESSION);
  enum tx_reason reason = postgres_result(db, session);
  if (reason != TX_OK || !db->read_only) return reason;
  RESULT *read_only = PQexec(db->connection, READ_ONLY);
  return postgres_result(db, read_only);
}

enum tx_reason postgres_connect(struct postgres_db *db, struct db_failure *failure) {
  PQfinish(db->connection);
  db->pipeline.on = false;
  db->connection = postgres_dial(db->where, db->read_only);
  if (!db->connection) return TX_NO_MEMORY;
  if (PQstatus(db->connection) != CONNECTION_OK) return fail(failure, DB_FAILURE_AWAY, TX_BUSY);
  PQsetNoticeReceiver(db->connection, take_notice, db);
  enum tx_reason reason = look(db, failure);
  if (reason == TX_OK) reason = settle(db);
  if (reason == TX_OK) db->generation++;
  return reason;
}

/* --- again ------------------------------------------------------------------------------------ */

/* A server that ended says so, and closes: that waits in the socket, and costs nothing to see. */
bool postgres_is_there(PGconn *connection) {
  for (int i = 0; i < 4 && PQstatus(connection) == CONNECTION_OK; i++) {
    struct pollfd ready = { .fd = PQsocket(connection), .events = POLLIN };
    if (poll(&ready, 1, 0) <= 0) return true;
    if (!PQconsumeInput(connection)) return false;
  }
  return PQstatus(connection) == CONNECTION_OK;
}

static void note_loss(struct postgres_db *db, int64_t now_ms) {
  if (db->away_ms) return;
  db->away_ms = now_ms;
  host_log(HOST_ERROR, "database %s: the connection broke; it is made again as soon as it answers",
           PQdb(db->connection) ? PQdb(db->connection) : "");
}

static enum tx_reason try_again(struct postgres_db *db) {
  struct db_failure failure;
  enum tx_reason reason = postgres_connect(db, &failure);
  db->tried_ms = host_monotonic_ms();
  if (reason != TX_OK) return reason == TX_NO_MEMORY ? reason : TX_BUSY;
  host_log(HOST_NOTICE, "database %s: it answers again", PQdb(db->connection));
  db->away_ms = 0;
  return TX_OK;
}

/* What was held with a connection that broke is another's by now. */
static bool is_refused(struct postgres_db *db) {
  struct postgres_hold *hold = &db->hold;
  if (hold->held && !postgres_is_there(hold->connection)) hold->refused = true;
  return hold->refused;
}

enum tx_reason postgres_ready(struct postgres_db *db) {
  if (is_refused(db)) return TX_BUSY;
  if (db->connection && postgres_is_there(db->connection)) return TX_OK;
  note_loss(db, host_monotonic_ms());
  if (host_monotonic_ms() - db->tried_ms < RETRY_MS &&
      host_monotonic_ms() - db->away_ms >= PATIENCE_MS)
    return TX_BUSY;
  enum tx_reason reason = try_again(db);
  while (reason == TX_BUSY && host_monotonic_ms() - db->away_ms < PATIENCE_MS) {
    nanosleep(&(struct timespec){ .tv_nsec = PAUSE_MS * 1000000L }, NULL);
    reason = try_again(db);
  }
  return reason;
}
