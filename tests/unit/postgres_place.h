/* SPDX-License-Identifier: Apache-2.0 */
/* A schema of one's own in the PostgreSQL of TONGXING_TEST_DATABASE; skipped where that is not set.
 */
#ifndef TESTS_UNIT_POSTGRES_PLACE_H
#define TESTS_UNIT_POSTGRES_PLACE_H

#include "promise.h"
#include "twin.h"

#include "store/postgres/postgres.h"

#include <stdlib.h>

static const char *const migrations[] = {
  "create table person (id bigint primary key, name text not null, photo bytea)",
};
static const struct db_schema schema = { migrations, 1 };

struct place {
  char *where; /* a file that is not used, a line's end, and the address */
  const char *address;
  struct db *db;
};

static int set_up(void **state) {
  struct place *place = calloc(1, sizeof *place);
  *state = place;
  if (!getenv("TONGXING_TEST_DATABASE")) return 0;
  place->where = twin_where("none");
  if (!place->where) return -1;
  place->address = strchr(place->where, '\n') + 1;
  return db_open(&db_postgres, place->address, &schema, &place->db) == TX_OK ? 0 : -1;
}

static int tear_down(void **state) {
  struct place *place = *state;
  db_close(place->db);
  if (place->where) twin_drop(place->where);
  free(place->where);
  free(place);
  return 0;
}

#define ON_POSTGRES(place)                                                                         \
  struct place *place = *state;                                                                    \
  if (!place->db) skip()

#define COUNT_PEOPLE "select count(*) from person"

static inline int64_t number_of(struct db *db, const char *sql) {
  DB_ROWS rows = db_select(db, sql, DB_NONE);
  return db_next(&rows) ? db_column_int(&rows, 0) : -1;
}

/* Ends the connection from outside, as a restart does. */
static inline void break_connection(const struct place *place, struct db *db) {
  struct db *other = NULL;
  int64_t backend = number_of(db, "select pg_backend_pid()");
  assert_int_equal(db_open(&db_postgres, place->address, &schema, &other), TX_OK);
  DB_ROWS rows = db_select(other, "select pg_terminate_backend($1, 5000)", db_int(backend));
  assert_true(db_next(&rows));
  db_rows_finish(&rows);
  db_close(other);
}

#define ON(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
