/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a statement is sent with: a name that this connection knows, and values, as text where they
 * are numbers, so that PostgreSQL settles their types, and as they are otherwise.
 */
#include "postgres_internal.h"

#include <inttypes.h>
#include <stdio.h>

bool postgres_knows(const struct postgres_statement *at, const struct postgres_db *db) {
  return at->generation == db->generation && PQstatus(db->connection) == CONNECTION_OK;
}

enum tx_reason postgres_know(struct postgres_statement *at, struct postgres_db *db) {
  if (postgres_knows(at, db)) return TX_OK;
  RESULT *result = PQprepare(db->connection, at->name, at->base.sql, 0, NULL);
  enum tx_reason reason = postgres_result(db, result);
  if (reason == TX_OK) at->generation = db->generation;
  return reason;
}

static void put_number(struct postgres_parameters *all, int i, int64_t number) {
  snprintf(all->numbers[i], sizeof all->numbers[i], "%" PRId64, number);
  all->values[i] = all->numbers[i];
  all->formats[i] = 0;
}

static void put_span(struct postgres_parameters *all, int i, struct tx_span span) {
  all->values[i] = span.p ? (const char *)span.p : "";
  all->lengths[i] = (int)span.n;
  all->formats[i] = 1;
}

enum tx_reason postgres_put_all(struct postgres_parameters *all, const struct db_value *values,
                                size_t count) {
  if (count > POSTGRES_PARAMETERS) return TX_NO_SPACE;
  all->count = (int)count;
  for (int i = 0; i < all->count; i++) {
    all->values[i] = NULL;
    all->lengths[i] = all->formats[i] = 0;
    if (values[i].span.n > INT32_MAX) return TX_NO_SPACE;
    if (values[i].kind == DB_KIND_INT) put_number(all, i, values[i].integer);
    if (values[i].kind == DB_KIND_TEXT || values[i].kind == DB_KIND_BYTES)
      put_span(all, i, values[i].span);
  }
  return TX_OK;
}
