/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Why no connection came about. libpq tells SQLSTATE of a failed connection to nobody, and its text
 * may be in any language; but asked step by step and for verbose messages it writes the SQLSTATE
 * into the text ("FATAL:  28P01: …").
 */
#include "postgres_internal.h"

#include "host/text/date.h"

#include <ctype.h>
#include <poll.h>
#include <stdio.h>

#define PATIENCE_MS 5000

static void finish(PGconn **connection) {
  PQfinish(*connection);
}
#define CONNECTION __attribute__((cleanup(finish))) PGconn

/* ":  XXXXX: " with five digits or capitals; NULL when there is none. */
static const char *find_sqlstate(const char *text) {
  for (const char *at = strstr(text, ":  "); at; at = strstr(at + 1, ":  ")) {
    size_t n = strspn(at + 3, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    if (n == 5 && at[8] == ':' && isdigit((unsigned char)at[3])) return at + 3;
  }
  return NULL;
}

static void copy_line(const char *text, char *out, size_t cap) {
  snprintf(out, cap, "%.*s", (int)strcspn(text, "\n"), text);
}

static enum tx_reason judge(const char *text, struct db_failure *failure) {
  const char *sqlstate = find_sqlstate(text);
  copy_line(sqlstate ? sqlstate + 7 : text, failure->detail, sizeof failure->detail);
  enum tx_reason reason = postgres_reason(sqlstate);
  failure->kind = DB_FAILURE_AWAY;
  if (reason == TX_NOT_ALLOWED) failure->kind = DB_FAILURE_DENIED;
  if (reason == TX_NOT_FOUND) failure->kind = DB_FAILURE_UNKNOWN;
  if (strstr(text, "no password supplied")) failure->kind = DB_FAILURE_DENIED;
  return failure->kind == DB_FAILURE_AWAY     ? TX_BUSY
         : failure->kind == DB_FAILURE_DENIED ? TX_NOT_ALLOWED
                                              : TX_NOT_FOUND;
}

static PostgresPollingStatusType wait_for(PGconn *connection, PostgresPollingStatusType want) {
  struct pollfd ready = { .fd = PQsocket(connection),
                          .events = want == PGRES_POLLING_READING ? POLLIN : POLLOUT };
  return poll(&ready, 1, 100) > 0 ? PQconnectPoll(connection) : want;
}

enum tx_reason postgres_explain(const char *where, struct db_failure *failure) {
  const char *const names[] = { "dbname", NULL }, *const values[] = { where, NULL };
  CONNECTION *connection = PQconnectStartParams(names, values, 1);
  if (!connection) return TX_NO_MEMORY;
  PQsetErrorVerbosity(connection, PQERRORS_VERBOSE);
  PostgresPollingStatusType state = PGRES_POLLING_WRITING;
  int64_t until_ms = host_monotonic_ms() + PATIENCE_MS;
  if (PQstatus(connection) == CONNECTION_BAD) state = PGRES_POLLING_FAILED;
  while (state != PGRES_POLLING_FAILED && state != PGRES_POLLING_OK &&
         host_monotonic_ms() < until_ms)
    state = wait_for(connection, state);
  return judge(PQerrorMessage(connection), failure);
}
