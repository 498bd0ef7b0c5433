/* SPDX-License-Identifier: Apache-2.0 */
/* What somebody else does between the slices of a roster that comes in. */
#include "server_room.h"

#include "domain/import/roster_import.h"
#include "domain/resident/edit.h"
#include "domain/resident/household.h"
#include "domain/resident/residency.h"

/* No machine takes these in one slice; a twin takes twenty times as long for each. */
#define ROWS 6000
#define TWIN_ROWS 600
#define BUILDINGS 3

static size_t row_count(void) {
  return getenv("TONGXING_TEST_DATABASE") ? TWIN_ROWS : ROWS;
}

/* Row i of building i mod 3, each in a room of its own. */
static char *make_roster(size_t *n) {
  char *text = NULL;
  FILE *out = open_memstream(&text, n);
  (void)fputs("姓名,证件类型,证件号码,楼栋,房号\n", out);
  for (size_t i = 0; i < row_count(); i++)
    (void)fprintf(out, "张三,护照,E%08zu,%zu,%zu\n", 10000000 + i, 7 + i % BUILDINGS, i);
  (void)fclose(out);
  return text;
}

static void step(struct room *room, struct roster_import *import, bool *done) {
  struct host_problem problem = { 0 };
  struct request request = room_request(room);
  enum tx_reason reason = roster_import_step(import, &request, done, &problem);
  request_end(room->server, &request);
  if (reason != TX_OK) fail_msg("%s", problem.en);
}

/* The first of the room's own people moves into a building that the roster names, too. */
static void move_somebody(struct room *room, const char *unit, const char *flat) {
  struct resident resident;
  struct host_problem problem = { 0 };
  const struct edit edit = { .texts = { [ROSTER_UNIT] = unit, [ROSTER_ROOM] = flat } };
  struct request request = room_request(room);
  assert_int_equal(residency_at(&request, ROOM_AREA, 0, &resident, &problem), TX_OK);
  enum tx_reason reason = edit_change(&request, &edit, &resident, &problem);
  request_end(room->server, &request);
  if (reason != TX_OK) fail_msg("%s", problem.en);
}

static void each_home_has_a_number(struct room *room, const char *unit, size_t homes) {
  static bool taken[ROWS + 1];
  struct household_place place;
  size_t n = 0;
  struct request request = room_request(room);
  memset(taken, 0, sizeof taken);
  household_place_of(request.fields, ROOM_AREA, unit, "0", &place);
  DB_ROWS rows = households_of_unit(request.db, ROOM_AREA, place.unit);
  for (; db_next(&rows); n++) {
    int64_t number = db_column_int(&rows, 1);
    assert_in_range(number, 1, ROWS);
    assert_false(taken[number]);
    taken[number] = true;
  }
  assert_int_equal(n, homes);
  request_end(room->server, &request);
}

static void a_home_that_is_numbered_while_a_roster_comes_in_shares_no_number(void **state) {
  struct room *room = *state;
  struct roster_import *import = NULL;
  struct host_problem problem = { 0 };
  bool done = false;
  size_t n = 0;
  room_import(room);
  char *text = make_roster(&n);
  struct request request = room_request(room);
  assert_int_equal(roster_import_open(room->server, &request, ROOM_AREA, tx_span_of(text, n), NULL,
                                      &import, &problem),
                   TX_OK);
  request_end(room->server, &request);
  step(room, import, &done);
  assert_true(roster_import_report(import)->rows < row_count());
  move_somebody(room, "7", "new");
  while (!done)
    step(room, import, &done);
  assert_int_equal(roster_import_report(import)->added, row_count());
  each_home_has_a_number(room, "7", row_count() / BUILDINGS + 1);
  each_home_has_a_number(room, "8", row_count() / BUILDINGS);
  roster_import_close(import);
  free(text);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    IN_A_ROOM(a_home_that_is_numbered_while_a_roster_comes_in_shares_no_number),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
