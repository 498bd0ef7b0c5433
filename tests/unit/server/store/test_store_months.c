/* SPDX-License-Identifier: Apache-2.0 */
/* Events by months, on a PostgreSQL whose clock is moved. Skipped where there is none. */
#include "promise.h"
#include "twin.h"

#include "store/core/migrations.h"
#include "store/gate/events.h"
#include "store/postgres/postgres.h"

#include <stdlib.h>

#define DAY_S 86400
#define NOVEMBER 1793491200 /* 2026-11-01T00:00Z */
#define DECEMBER (NOVEMBER + 30 * DAY_S)
#define JANUARY (DECEMBER + 31 * DAY_S)
#define FEBRUARY (JANUARY + 31 * DAY_S)
#define AREA 610113001001

struct place {
  char *where;
  struct db *db;
};

static int set_up(void **state) {
  struct place *place = calloc(1, sizeof *place);
  *state = place;
  if (!getenv("TONGXING_TEST_DATABASE")) return 0;
  place->where = twin_where("none");
  if (!place->where) return -1;
  const char *address = strchr(place->where, '\n') + 1;
  return db_open(&db_postgres, address, &store_schema, &place->db) == TX_OK ? 0 : -1;
}

static int tear_down(void **state) {
  struct place *place = *state;
  db_close(place->db);
  if (place->where) twin_drop(place->where);
  free(place->where);
  free(place);
  return 0;
}

#define IN_MONTHS(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
#define ON_POSTGRES(place)                                                                         \
  struct place *place = *state;                                                                    \
  if (!place->db) skip()

static void keep_months(struct place *place, int64_t now_s) {
  assert_int_equal(events_keep_months(place->db, now_s), TX_OK);
}

/* Returns how many rows it became. */
static int64_t come(struct place *place, uint64_t seq, int64_t at_s) {
  const struct event_place where = { .area = AREA, .gate = "gate", .seq = seq };
  const struct tx_event event = { .at = at_s };
  assert_int_equal(events_add(place->db, &where, at_s, &event, tx_span_text("sealed"),
                              tx_span_of((const uint8_t *)"", 0)),
                   TX_OK);
  return db_changes(place->db);
}

static void assert_tables(struct place *place, const char *expected) {
  char found[512] = "";
  DB_ROWS rows = db_select(place->db,
                           "select c.relname::text from pg_inherits i join pg_class c on c.oid = "
                           "i.inhrelid where i.inhparent = 'event'::regclass order by 1",
                           DB_NONE);
  while (db_next(&rows))
    snprintf(found + strlen(found), sizeof found - strlen(found), "%s%s", *found ? " " : "",
             db_column_text(&rows, 0) + strlen("event_"));
  assert_string_equal(found, expected);
}

static int64_t events(struct place *place) {
  int64_t count = -1;
  assert_int_equal(events_count(place->db, &count), TX_OK);
  return count;
}

static void months_are_made_ahead_and_go_when_their_last_event_is_due(void **state) {
  ON_POSTGRES(place);
  assert_int_equal(come(place, 1, NOVEMBER + DAY_S), 1); /* before there were months */
  keep_months(place, NOVEMBER + 2 * DAY_S);
  assert_tables(place, "2026_12 2027_01 rest until_2026_12");
  assert_int_equal(come(place, 2, NOVEMBER + 3 * DAY_S), 1);
  assert_int_equal(come(place, 3, DECEMBER), 1);
  assert_int_equal(events(place), 3);
  keep_months(place, DECEMBER + EVENTS_KEPT_S - 1);
  assert_tables(place, "2026_12 2027_01 2027_02 rest until_2026_12");
  assert_int_equal(events(place), 3);
  keep_months(place, DECEMBER + EVENTS_KEPT_S);
  assert_tables(place, "2026_12 2027_01 2027_02 rest");
  assert_int_equal(events(place), 1);
  keep_months(place, JANUARY + EVENTS_KEPT_S);
  assert_tables(place, "2027_01 2027_02 2027_03 rest");
  assert_int_equal(events(place), 0);
}

static void a_number_counts_once_whatever_the_month(void **state) {
  ON_POSTGRES(place);
  assert_int_equal(come(place, 1, NOVEMBER), 1);
  keep_months(place, NOVEMBER + DAY_S);
  assert_int_equal(come(place, 1, NOVEMBER + DAY_S), 0);
  assert_int_equal(come(place, 1, DECEMBER), 0);
  assert_int_equal(come(place, 2, DECEMBER), 1);
  assert_int_equal(come(place, 2, JANUARY), 0);
  assert_int_equal(events(place), 2);
}

/* Neither what came before months were, nor what comes after those that are there, is refused. */
static void a_clock_that_was_ahead_hinders_no_month(void **state) {
  ON_POSTGRES(place);
  assert_int_equal(come(place, 1, DECEMBER + DAY_S), 1);
  keep_months(place, NOVEMBER);
  assert_tables(place, "2027_01 rest until_2027_01");
  assert_int_equal(come(place, 2, FEBRUARY + DAY_S), 1);
  keep_months(place, DECEMBER);
  assert_tables(place, "2027_01 rest until_2027_01");
  keep_months(place, JANUARY);
  assert_tables(place, "2027_01 2027_03 rest until_2027_01");
  assert_int_equal(come(place, 3, FEBRUARY + 2 * DAY_S), 1);
  assert_int_equal(events(place), 3);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    IN_MONTHS(months_are_made_ahead_and_go_when_their_last_event_is_due),
    IN_MONTHS(a_number_counts_once_whatever_the_month),
    IN_MONTHS(a_clock_that_was_ahead_hinders_no_month),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
