/* SPDX-License-Identifier: Apache-2.0 */
/* From SQLSTATE (PostgreSQL's manual, appendix A) to a reason. */
#include "postgres_internal.h"

static const struct {
  const char *start; /* of SQLSTATE; the first that fits counts */
  enum tx_reason reason;
} table[] = {
  { "23", TX_CONFLICT },       /* a constraint */
  { "22", TX_MALFORMED },      /* a value: a zero byte in a text, say */
  { "40003", TX_IO_FAILED },   /* nobody knows whether it was done */
  { "40", TX_BUSY },           /* serialization_failure, deadlock_detected */
  { "55P03", TX_BUSY },        /* lock_not_available: another process writes */
  { "57014", TX_BUSY },        /* query_canceled: it took too long */
  { "57", TX_BUSY },           /* it is shutting down, or starting */
  { "53100", TX_DISK_FULL },   /* disk_full */
  { "53200", TX_NO_MEMORY },   /* out_of_memory */
  { "53", TX_BUSY },           /* too_many_connections */
  { "25006", TX_BUSY },        /* read_only_sql_transaction: a standby by now */
  { "08", TX_BUSY },           /* the connection */
  { "28", TX_NOT_ALLOWED },    /* user or password */
  { "42501", TX_NOT_ALLOWED }, /* insufficient_privilege */
  { "3D", TX_NOT_FOUND },      /* no such database */
  { "XX001", TX_MALFORMED },   /* data_corrupted */
  { "XX002", TX_MALFORMED },   /* index_corrupted */
};

enum tx_reason postgres_reason(const char *sqlstate) {
  if (!sqlstate) return TX_BUSY;
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (strncmp(sqlstate, table[i].start, strlen(table[i].start)) == 0) return table[i].reason;
  return TX_IO_FAILED;
}

/* A primary that became a standby refuses all writes: the next one looks for its successor. */
static bool must_leave(const char *sqlstate) {
  return sqlstate && strcmp(sqlstate, "25006") == 0;
}

static void leave(struct postgres_db *db) {
  PQfinish(db->connection);
  db->connection = PQconnectStart("port=0"); /* broken from the start */
}

enum tx_reason postgres_result(struct postgres_db *db, const PGresult *result) {
  ExecStatusType status = PQresultStatus(result);
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return TX_OK;
  const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  enum tx_reason reason = postgres_reason(sqlstate);
  if (PQstatus(db->connection) != CONNECTION_OK) return TX_BUSY;
  if (must_leave(sqlstate) && !db->read_only) leave(db);
  return reason;
}
