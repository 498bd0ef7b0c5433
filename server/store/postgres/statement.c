/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Statements: prepared under a name in each connection when they first run in it, run at once,
 * their rows kept.
 */
#include "postgres_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#define TRIES 3

static struct postgres_statement *own(struct db_statement *statement) {
  return (struct postgres_statement *)statement;
}

enum tx_reason postgres_prepare(struct db *db, const char *sql, struct db_statement **out) {
  (void)sql; /* it is prepared when it runs */
  struct postgres_statement *statement = calloc(1, sizeof *statement);
  if (!statement) return TX_NO_MEMORY;
  snprintf(statement->name, sizeof statement->name, "s%u", ++postgres_of(db)->names);
  *out = &statement->base;
  return TX_OK;
}

void postgres_reset(struct db_statement *statement) {
  struct postgres_statement *at = own(statement);
  PQclear(at->result);
  free(at->numbers);
  at->result = NULL;
  at->numbers = NULL;
}

/* The session forgets it with its connection, which is closed next. */
void postgres_finalize(struct db_statement *statement) {
  postgres_reset(statement);
  free(statement);
}

/* --- running ---------------------------------------------------------------------------------- */

static PGresult *send(struct postgres_statement *at, struct postgres_db *db,
                      const struct postgres_parameters *all) {
  if (db->pooled) /* the next statement may meet a session that knows no names of ours */
    return PQexecParams(db->connection, at->base.sql, all->count, NULL, all->values, all->lengths,
                        all->formats, 1);
  return PQexecPrepared(db->connection, at->name, all->count, all->values, all->lengths,
                        all->formats, 1);
}

/* sqlite3_changes counts only what changed something. */
static void note_changes(struct postgres_db *db, PGresult *result) {
  const char *status = PQcmdStatus(result);
  if (strncmp(status, "INSERT", 6) == 0 || strncmp(status, "UPDATE", 6) == 0 ||
      strncmp(status, "DELETE", 6) == 0)
    db->changes = strtoll(PQcmdTuples(result), NULL, 10);
}

static enum tx_reason ask(struct postgres_statement *at, struct postgres_db *db,
                          const struct postgres_parameters *all) {
  enum tx_reason reason = postgres_drain(db);
  if (reason == TX_OK && !db->pooled) reason = postgres_know(at, db);
  if (reason == TX_OK) at->result = send(at, db, all);
  return reason;
}

static enum tx_reason run(struct postgres_statement *at, struct postgres_db *db,
                          const struct postgres_parameters *all) {
  PQclear(at->result);
  at->result = postgres_take_fetched(db, at->base.sql, all);
  enum tx_reason reason = at->result ? TX_OK : ask(at, db, all);
  if (reason != TX_OK) return reason;
  at->row = -1;
  reason = postgres_result(db, at->result);
  if (reason != TX_OK) return reason;
  note_changes(db, at->result);
  return postgres_readable(at->result) ? TX_OK : TX_BAD_ARGUMENT;
}

/* Outside a transaction, what was certainly not done is done again: a question whenever the
 * connection broke, a change when PostgreSQL itself undid it. */
static enum tx_reason run_alone(struct postgres_statement *at, struct postgres_db *db,
                                const struct postgres_parameters *all) {
  bool asks = strncasecmp(at->base.sql, "select", 6) == 0;
  enum tx_reason reason = TX_BUSY;
  for (int i = 0; i < TRIES && reason == TX_BUSY; i++) {
    reason = postgres_ready(db);
    if (reason != TX_OK) return reason;
    reason = run(at, db, all);
    bool broke = PQstatus(db->connection) != CONNECTION_OK;
    if (reason != TX_OK && broke && !asks) return TX_IO_FAILED;
  }
  return reason;
}

enum tx_reason postgres_start(struct db_statement *statement, const struct db_value *values,
                              size_t count) {
  struct postgres_db *db = postgres_of(statement->db);
  struct postgres_parameters all;
  enum tx_reason reason = postgres_put_all(&all, values, count);
  if (reason != TX_OK) return reason;
  if (db->base.within) return run(own(statement), db, &all);
  return run_alone(own(statement), db, &all);
}

enum tx_reason postgres_step(struct db_statement *statement) {
  struct postgres_statement *at = own(statement);
  free(at->numbers);
  at->numbers = NULL;
  return ++at->row < PQntuples(at->result) ? TX_OK : TX_NOT_FOUND;
}
