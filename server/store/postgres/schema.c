/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Migrations while others write. What a migration does to a table itself takes a moment; an index
 * of a table that has rows takes as long as there are rows, and nobody could write meanwhile. So it
 * is written down with its migration and built afterwards, concurrently, as often as it takes: a
 * process that dies leaves half of one, which the next throws away.
 */
#include "postgres_internal.h"

#include "host/sys/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SQL_MAX 2048
#define NAME_SIZE 64

/* Behind somebody who reads for long everybody would wait who comes later. */
#define LOCK_SHORTLY "set local lock_timeout = 1000"
#define LEFT "create table if not exists index_left (sql text primary key)"

/* One process of all over the database builds, of whatever schema: two that build wait for each
 * other's transactions. Its own here reads nothing, and whoever waits for it asks again and again:
 * a build waits for each transaction that reads, one that waits for a lock as well. */
#define BEGIN_ALONE                                                                                \
  "begin isolation level read committed; set local idle_in_transaction_session_timeout = 0; "      \
  "select pg_try_advisory_xact_lock(hashtextextended('tongxing indexes', 0))"
#define PAUSE_NS 200000000

/* "create [unique] index NAME on TABLE (…) …" */
struct index {
  const char *unique; /* "unique " or "" */
  char name[NAME_SIZE], table[NAME_SIZE];
  const char *rest; /* of the statement, behind the table */
};

static bool read_index(const char *sql, struct index *out) {
  int end = 0;
  out->unique = strncmp(sql, "create unique index ", 20) == 0 ? "unique " : "";
  const char *format =
      *out->unique ? "create unique index %63s on %63s%n" : "create index %63s on %63s%n";
  if (sscanf(sql, format, out->name, out->table, &end) != 2) return false;
  out->rest = sql + end;
  return true;
}

/* --- within the migration --------------------------------------------------------------------- */

static bool is_yes(const PGresult *result) {
  return PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1 &&
         *PQgetvalue(result, 0, 0) == 't';
}

static enum tx_reason leave(struct postgres_db *db, const char *sql) {
  const char *const values[] = { sql };
  RESULT *result = PQexecParams(db->connection, "insert into index_left (sql) values ($1)", 1, NULL,
                                values, NULL, NULL, 0);
  return postgres_result(db, result);
}

static enum tx_reason run_one(struct postgres_db *db, const char *sql) {
  struct index index;
  if (!read_index(sql, &index)) return db_exec(&db->base, sql);
  char question[SQL_MAX];
  snprintf(question, sizeof question, "select exists (select 1 from %s)", index.table);
  RESULT *result = PQexec(db->connection, question);
  if (PQresultStatus(result) != PGRES_TUPLES_OK) return postgres_result(db, result);
  return is_yes(result) ? leave(db, sql) : db_exec(&db->base, sql);
}

/* No text within a migration has a semicolon. */
enum tx_reason postgres_migrate(struct db *db, const char *sql) {
  enum tx_reason reason = db_exec(db, LOCK_SHORTLY ";" LEFT);
  while (reason == TX_OK && *sql) {
    char one[SQL_MAX];
    const size_t n = strcspn(sql, ";");
    if (n >= sizeof one) return TX_NO_SPACE;
    snprintf(one, sizeof one, "%.*s", (int)n, sql);
    reason = run_one(postgres_of(db), one);
    sql += n + (sql[n] == ';');
  }
  return reason;
}

/* --- afterwards ------------------------------------------------------------------------------- */

static enum tx_reason run(PGconn *connection, const char *sql) {
  RESULT *result = PQexec(connection, sql);
  const ExecStatusType status = PQresultStatus(result);
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return TX_OK;
  const char *why = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  host_log(HOST_ERROR, "database: %s: %s; it is tried again at the next start", sql,
           why ? why : "the connection broke");
  return postgres_reason(PQresultErrorField(result, PG_DIAG_SQLSTATE));
}

static enum tx_reason build_one(PGconn *connection, const struct index *index, const char *name,
                                const char *table) {
  char sql[SQL_MAX];
  snprintf(sql, sizeof sql, "drop index concurrently if exists %s", name);
  enum tx_reason reason = run(connection, sql);
  if (reason != TX_OK) return reason;
  host_log(HOST_NOTICE, "database: index %s is built while others write", name);
  if (snprintf(sql, sizeof sql, "create %sindex concurrently %s on %s%s", index->unique, name,
               table, index->rest) >= SQL_MAX)
    return TX_NO_SPACE;
  return run(connection, sql);
}

/* Those of the parts are built first; the whole's takes them for its own. */
static enum tx_reason build(PGconn *connection, const char *sql) {
  struct index index;
  char question[SQL_MAX];
  if (!read_index(sql, &index)) return TX_MALFORMED;
  snprintf(question, sizeof question,
           "select inhrelid::regclass::text from pg_inherits where inhparent = '%s'::regclass",
           index.table);
  RESULT *parts = PQexec(connection, question);
  if (PQresultStatus(parts) != PGRES_TUPLES_OK) return run(connection, question);
  if (PQntuples(parts) == 0) return build_one(connection, &index, index.name, index.table);
  enum tx_reason reason = TX_OK;
  for (int i = 0; reason == TX_OK && i < PQntuples(parts); i++) {
    char name[NAME_SIZE];
    snprintf(name, sizeof name, "%.40s_part_%d", index.name, i + 1);
    reason = build_one(connection, &index, name, PQgetvalue(parts, i, 0));
  }
  return reason == TX_OK ? run(connection, sql) : reason;
}

static enum tx_reason build_left(struct postgres_db *db, PGconn *builder, bool *any) {
  RESULT *left = PQexec(db->connection, "select sql from index_left order by sql limit 1");
  *any = PQntuples(left) == 1;
  if (!*any) return postgres_result(db, left);
  const char *const values[] = { PQgetvalue(left, 0, 0) };
  enum tx_reason reason = build(builder, values[0]);
  if (reason != TX_OK) return reason;
  RESULT *gone = PQexecParams(db->connection, "delete from index_left where sql = $1", 1, NULL,
                              values, NULL, NULL, 0);
  return postgres_result(db, gone);
}

static enum tx_reason be_alone(PGconn *connection) {
  for (;;) {
    RESULT *result = PQexec(connection, BEGIN_ALONE);
    if (is_yes(result)) return TX_OK;
    if (PQresultStatus(result) != PGRES_TUPLES_OK) return run(connection, BEGIN_ALONE);
    enum tx_reason reason = run(connection, "rollback");
    if (reason != TX_OK) return reason;
    nanosleep(&(struct timespec){ .tv_nsec = PAUSE_NS }, NULL);
  }
}

static enum tx_reason build_all(struct postgres_db *db, PGconn *alone, PGconn *builder) {
  enum tx_reason reason = be_alone(alone);
  if (reason == TX_OK)
    reason = run(builder, "set lock_timeout = 0; set client_min_messages = warning");
  for (bool any = true; reason == TX_OK && any;)
    reason = build_left(db, builder, &any);
  return reason;
}

enum tx_reason postgres_finish_schema(struct db *base) {
  struct postgres_db *db = postgres_of(base);
  RESULT *there = PQexec(db->connection, "select to_regclass('index_left') is not null");
  if (!is_yes(there)) return postgres_result(db, there);
  RESULT *left = PQexec(db->connection, "select exists (select 1 from index_left)");
  if (!is_yes(left)) return postgres_result(db, left);
  PGconn *alone = postgres_dial(db->where, false), *builder = postgres_dial(db->where, false);
  enum tx_reason reason = alone && builder ? build_all(db, alone, builder) : TX_NO_MEMORY;
  PQfinish(builder);
  PQfinish(alone);
  return reason;
}
