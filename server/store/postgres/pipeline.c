/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Statements whose answers nobody needs yet go out one behind the other, in libpq's pipeline
 * (PostgreSQL's manual, 34.5), within a transaction: the first that fails undoes it, those behind
 * are not run, and whoever speaks next, or commits, is told. Nothing is sent in between but through
 * it; it is drained before everything else.
 */
#include "postgres_internal.h"

#include <stdlib.h>
#include <string.h>

/* --- on their way ----------------------------------------------------------------------------- */

static enum tx_reason broken_or_full(const struct postgres_db *db) {
  return PQstatus(db->connection) == CONNECTION_OK ? TX_NO_MEMORY : TX_BUSY;
}

/* Ready for one more. */
static enum tx_reason open_pipeline(struct postgres_db *db, struct postgres_statement *statement) {
  enum tx_reason reason = TX_OK;
  bool known = db->pooled || postgres_knows(statement, db);
  if (!known || db->pipeline.posted == POSTGRES_POSTED) reason = postgres_drain(db);
  if (reason == TX_OK && !db->pooled) reason = postgres_know(statement, db);
  if (reason != TX_OK || db->pipeline.on) return reason;
  if (PQenterPipelineMode(db->connection) != 1) return broken_or_full(db);
  db->pipeline.on = true;
  return TX_OK;
}

static enum tx_reason send(struct postgres_db *db, const struct postgres_statement *statement,
                           const struct postgres_parameters *all, int answer) {
  int sent = db->pooled ? PQsendQueryParams(db->connection, statement->base.sql, all->count, NULL,
                                            all->values, all->lengths, all->formats, 1)
                        : PQsendQueryPrepared(db->connection, statement->name, all->count,
                                              all->values, all->lengths, all->formats, 1);
  if (sent != 1) return broken_or_full(db);
  db->pipeline.answers[db->pipeline.posted++] = answer;
  return TX_OK;
}

enum tx_reason postgres_post(struct db_statement *statement, const struct db_value *values,
                             size_t count) {
  struct postgres_db *db = postgres_of(statement->db);
  struct postgres_statement *own = (struct postgres_statement *)statement;
  struct postgres_parameters all;
  enum tx_reason reason = postgres_put_all(&all, values, count);
  if (reason == TX_OK) reason = open_pipeline(db, own);
  return reason == TX_OK ? send(db, own, &all, -1) : reason;
}

/* --- answers ---------------------------------------------------------------------------------- */

/* A query has one result, behind which NULL stands; a broken connection has no more of either. */
static PGresult *next_result(struct postgres_db *db) {
  PGresult *result = PQgetResult(db->connection);
  while (result && PQstatus(db->connection) == CONNECTION_OK) {
    PGresult *more = PQgetResult(db->connection);
    if (!more) break;
    PQclear(more);
  }
  return result;
}

static bool is_good(const PGresult *result) {
  ExecStatusType status = PQresultStatus(result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

static void keep(struct postgres_db *db, int answer, PGresult *result, PGresult **failed) {
  if (is_good(result)) {
    if (answer < 0)
      PQclear(result);
    else
      db->pipeline.fetched[answer].result = result;
  } else if (!*failed) {
    *failed = result; /* PostgreSQL runs none of those behind */
  } else {
    PQclear(result);
  }
}

/* The answer to PQpipelineSync, which has no NULL behind it. */
static bool read_sync(struct postgres_db *db) {
  RESULT *sync = PQgetResult(db->connection);
  return PQresultStatus(sync) == PGRES_PIPELINE_SYNC && PQexitPipelineMode(db->connection) == 1;
}

static enum tx_reason read_all(struct postgres_db *db) {
  struct postgres_pipeline *pipeline = &db->pipeline;
  RESULT *failed = NULL;
  bool synced = PQpipelineSync(db->connection) == 1;
  for (size_t i = 0; i < pipeline->posted && PQstatus(db->connection) == CONNECTION_OK; i++)
    keep(db, pipeline->answers[i], next_result(db), &failed);
  synced = synced && PQstatus(db->connection) == CONNECTION_OK && read_sync(db);
  if (PQstatus(db->connection) != CONNECTION_OK) return TX_BUSY;
  if (failed) return postgres_result(db, failed);
  return synced ? TX_OK : TX_IO_FAILED;
}

enum tx_reason postgres_drain(struct postgres_db *db) {
  struct postgres_pipeline *pipeline = &db->pipeline;
  if (!pipeline->on || pipeline->failed != TX_OK) return pipeline->failed;
  pipeline->failed = read_all(db);
  pipeline->on = false;
  pipeline->posted = 0;
  return pipeline->failed;
}

/* --- fetched ahead ---------------------------------------------------------------------------- */

static size_t size_of(const struct postgres_parameters *all, int i) {
  return !all->values[i]        ? 0
         : all->formats[i] == 0 ? strlen(all->values[i])
                                : (size_t)all->lengths[i];
}

/* The values one behind the other, a length before each: SIZE_MAX is null. */
static bool copy_values(const struct postgres_parameters *all, struct host_bytes *out) {
  size_t total = 0;
  for (int i = 0; i < all->count; i++)
    total += sizeof(size_t) + size_of(all, i);
  *out = (struct host_bytes){ .p = malloc(total + 1), .n = total };
  if (!out->p) return false;
  uint8_t *at = out->p;
  for (int i = 0; i < all->count; i++) {
    size_t n = size_of(all, i), told = all->values[i] ? n : SIZE_MAX;
    memcpy(at, &told, sizeof told);
    if (n) memcpy(at + sizeof told, all->values[i], n);
    at += sizeof told + n;
  }
  return true;
}

static void forget(struct postgres_answer *answer) {
  PQclear(answer->result);
  free(answer->values.p);
  *answer = (struct postgres_answer){ 0 };
}

void postgres_forget_fetched(struct postgres_db *db) {
  for (size_t i = 0; i < POSTGRES_FETCHED; i++)
    forget(&db->pipeline.fetched[i]);
}

/* The oldest gives way: it will not be asked for any more. */
static enum tx_reason make_room(struct postgres_db *db, struct postgres_answer *place) {
  enum tx_reason reason = place->sql && !place->result ? postgres_drain(db) : TX_OK;
  forget(place);
  return reason;
}

static enum tx_reason fetch(struct postgres_db *db, struct postgres_statement *statement,
                            const struct postgres_parameters *all) {
  struct postgres_pipeline *pipeline = &db->pipeline;
  struct postgres_answer *place = &pipeline->fetched[pipeline->next];
  enum tx_reason reason = make_room(db, place);
  if (reason == TX_OK) reason = open_pipeline(db, statement);
  if (reason == TX_OK && !copy_values(all, &place->values)) reason = TX_NO_MEMORY;
  if (reason == TX_OK) reason = send(db, statement, all, (int)pipeline->next);
  if (reason != TX_OK) return forget(place), reason;
  place->sql = statement->base.sql;
  pipeline->next = (pipeline->next + 1) % POSTGRES_FETCHED;
  return TX_OK;
}

enum tx_reason postgres_prefetch(struct db_statement *statement, const struct db_value *values,
                                 size_t count) {
  struct postgres_parameters all;
  enum tx_reason reason = postgres_put_all(&all, values, count);
  if (reason != TX_OK) return reason;
  return fetch(postgres_of(statement->db), (struct postgres_statement *)statement, &all);
}

static bool is_of(const struct postgres_answer *answer, const char *sql, struct tx_span values) {
  return answer->sql == sql && tx_span_equal(host_span(&answer->values), values);
}

/* The oldest first, which mostly is the one. */
static struct postgres_answer *find_fetched(struct postgres_db *db, const char *sql,
                                            const struct postgres_parameters *all) {
  HOST_BYTES values = { 0 };
  struct postgres_pipeline *pipeline = &db->pipeline;
  if (!copy_values(all, &values)) return NULL;
  for (size_t i = 0; i < POSTGRES_FETCHED; i++) {
    struct postgres_answer *at = &pipeline->fetched[(pipeline->next + i) % POSTGRES_FETCHED];
    if (is_of(at, sql, host_span(&values))) return at;
  }
  return NULL;
}

PGresult *postgres_take_fetched(struct postgres_db *db, const char *sql,
                                const struct postgres_parameters *all) {
  struct postgres_answer *answer = db->base.within ? find_fetched(db, sql, all) : NULL;
  if (!answer || (!answer->result && postgres_drain(db) != TX_OK)) return NULL;
  PGresult *result = answer->result;
  answer->result = NULL;
  forget(answer);
  return result;
}
