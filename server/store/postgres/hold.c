/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Being alone among the processes over one database: a lock that ends with a transaction, open on a
 * connection of its own for as long as it is held. Behind a pooler that is one session, too, and
 * whoever dies gives it back.
 */
#include "postgres_internal.h"

#include <stdio.h>
#include <stdlib.h>

/* Whoever stops while holding it hinders the others for a while, not for ever. */
#define BEGIN                                                                                      \
  "begin isolation level read committed; set local lock_timeout = 5000; set local "                \
  "idle_in_transaction_session_timeout = 15000; "                                                  \
  "select pg_advisory_xact_lock(hashtextextended('tongxing hold ' || "                             \
  "coalesce(current_schema(), ''), 0)); "
#define SQL_MAX 1024

/* What let_go left on its way. */
static void drain(PGconn *connection) {
  for (PGresult *result; (result = PQgetResult(connection));)
    PQclear(result);
}

static bool connect_again(struct postgres_db *db) {
  struct postgres_hold *hold = &db->hold;
  if (hold->connection && postgres_is_there(hold->connection)) {
    drain(hold->connection);
    if (PQtransactionStatus(hold->connection) == PQTRANS_IDLE) return true;
  }
  PQfinish(hold->connection);
  hold->connection = postgres_dial(db->where, db->read_only);
  return hold->connection && PQstatus(hold->connection) == CONNECTION_OK;
}

static enum tx_reason ask(struct postgres_db *db, const char *question, int64_t *answer) {
  char sql[SQL_MAX];
  if (snprintf(sql, sizeof sql, BEGIN "%s", question) >= SQL_MAX) return TX_NO_SPACE;
  RESULT *result = PQexec(db->hold.connection, sql);
  if (PQresultStatus(result) != PGRES_TUPLES_OK || PQntuples(result) != 1) return TX_BUSY;
  *answer = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
  return TX_OK;
}

/* A connection that broke while nobody held it is found out by asking. */
enum tx_reason postgres_hold(struct db *db, const char *question, int64_t *answer) {
  struct postgres_db *own = postgres_of(db);
  enum tx_reason reason = postgres_ready(own);
  for (int i = 0; i < 2 && reason == TX_OK && !own->hold.held; i++) {
    if (!connect_again(own)) break;
    own->hold.held = ask(own, question, answer) == TX_OK;
    if (PQstatus(own->hold.connection) == CONNECTION_OK) break;
  }
  own->hold.refused = !own->hold.held;
  return own->hold.held ? TX_OK : TX_BUSY;
}

/* Nobody waits for the answer. */
void postgres_let_go(struct db *db) {
  struct postgres_hold *hold = &postgres_of(db)->hold;
  if (hold->connection && PQtransactionStatus(hold->connection) > PQTRANS_IDLE)
    PQsendQuery(hold->connection, hold->held ? "commit" : "rollback");
  hold->held = hold->refused = false;
}
