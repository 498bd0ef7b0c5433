/* SPDX-License-Identifier: Apache-2.0 */
/* What gates decide during an exercise is marked, and counts in no report, figure or trace. */
#include "lab_room.h"

#include "domain/trace/trace.h"

#define DRILLS "/v1/drills"
#define DRILL "/v1/drills/" ROOM_AREA_TEXT

static void start(struct lab *lab, int hours) {
  room_do(lab->room, "POST " DRILLS, json_pack("{s:i}", "hours", hours));
}

/* An exercise from then on. */
static void start_at(struct lab *lab, int64_t at_s, int hours) {
  const int64_t now_s = lab->room->now_s;
  lab->room->now_s = at_s;
  start(lab, hours);
  lab->room->now_s = now_s;
}

static long long sum_of(struct lab *lab, const char *what) {
  json_t *out = room_get(lab->room, what, NULL);
  long long sum = 0;
  size_t i, j;
  const json_t *row, *cell;
  json_array_foreach(json_object_get(out, "rows"), i, row)
      json_array_foreach(json_object_get(row, "counts"), j, cell) sum += json_integer_value(cell);
  json_decref(out);
  return sum;
}

static void add_passage(struct lab *lab, uint32_t index, int64_t at_s) {
  struct tx_event event = { .at = at_s,
                            .direction = TX_IN,
                            .verdict = TX_ALLOW,
                            .identified = true,
                            .area = ROOM_AREA,
                            .index = index,
                            .live = -1 };
  send_event(lab, &event);
}

static size_t shown_marked(struct lab *lab) {
  size_t count = 0, i;
  const json_t *event;
  json_t *gates = room_get(lab->room, "GET /v1/gates", NULL), *out;
  char what[80];
  snprintf(what, sizeof what, "GET /v1/gates/%s/events",
           room_text(json_array_get(json_object_get(gates, "gates"), 0), "gate"));
  out = room_get(lab->room, what, NULL);
  json_array_foreach(json_object_get(out, "events"), i, event) count +=
      json_is_true(json_object_get(event, "drill"));
  json_decref(gates);
  json_decref(out);
  return count;
}

static void events_within_an_exercise_are_marked_and_no_others(void **state) {
  struct lab *lab = *state;
  start_at(lab, ROOM_NOW - 7200, 1);
  add_passage(lab, 1, ROOM_NOW - 7201);
  add_passage(lab, 1, ROOM_NOW - 7200);
  add_passage(lab, 1, ROOM_NOW - 3601);
  add_passage(lab, 1, ROOM_NOW - 3600);
  assert_int_equal(room_count(lab->room, "select count(*) from event where drill = 1"), 2);
  assert_int_equal(shown_marked(lab), 2);
  assert_int_equal(room_count(lab->room, "select count(*) from event where drill = 0"), 2);
}

static void an_exercise_counts_in_no_report_and_no_figure(void **state) {
  struct lab *lab = *state;
  const long long before = sum_of(lab, "GET /v1/reports/passages");
  start_at(lab, ROOM_NOW - 3600, 2);
  add_passage(lab, 1, ROOM_NOW - 600);
  add_passage(lab, 2, ROOM_NOW - 601);
  assert_int_equal(sum_of(lab, "GET /v1/reports/passages"), before);
}

static long long in_status(struct lab *lab, const char *member) {
  json_t *out = room_get(lab->room, "GET /v1/status", NULL);
  const long long count = room_int(out, member);
  json_decref(out);
  return count;
}

static void status_counts_its_events_apart(void **state) {
  struct lab *lab = *state;
  start_at(lab, ROOM_NOW - 3600, 2);
  add_passage(lab, 1, ROOM_NOW - 7200);
  add_passage(lab, 1, ROOM_NOW - 600);
  add_passage(lab, 2, ROOM_NOW - 601);
  assert_int_equal(in_status(lab, "events"), 1);
  assert_int_equal(in_status(lab, "drill_events"), 2);
}

static void its_passages_are_in_no_count_by_the_hour(void **state) {
  struct lab *lab = *state;
  long long in = 0;
  size_t i;
  const json_t *hour;
  start_at(lab, ROOM_NOW - 3600, 2);
  add_passage(lab, 1, ROOM_NOW - 7200);
  add_passage(lab, 1, ROOM_NOW - 600);
  json_t *out = room_get(lab->room, "GET /v1/events/hours", NULL);
  json_array_foreach(json_object_get(out, "hours"), i, hour) in += room_int(hour, "in");
  json_decref(out);
  assert_int_equal(in, 1);
}

static void gates_are_not_told_of_them(void **state) {
  struct lab *lab = *state;
  struct gate_row none = { .area = ROOM_AREA };
  struct gate_admission *rows = NULL;
  size_t count = 0;
  start_at(lab, ROOM_NOW - 3600, 2);
  add_passage(lab, 1, ROOM_NOW - 7200);
  add_passage(lab, 2, ROOM_NOW - 600);
  struct request request = room_request(lab->room);
  assert_int_equal(gate_history(lab->room->server, &request, &none, 0, &rows, &count), TX_OK);
  request_end(lab->room->server, &request);
  assert_int_equal(count, 1);
  assert_int_equal(rows[0].index, 1);
  free(rows);
}

static void who_passed_in_an_exercise_is_in_no_trace(void **state) {
  struct lab *lab = *state;
  json_t *out;
  start_at(lab, ROOM_NOW - 3600, 2);
  add_passage(lab, 1, ROOM_NOW - 600);
  add_passage(lab, 2, ROOM_NOW - 601);
  out = room_get(lab->room, "POST /v1/traces", json_pack("{s:i}", "index", 1));
  assert_int_equal(room_int(json_object_get(out, "trace"), "first"), 0);
  json_decref(out);
  add_passage(lab, 1, ROOM_NOW - 7600);
  add_passage(lab, 2, ROOM_NOW - 7601);
  out = room_get(lab->room, "POST /v1/traces", json_pack("{s:i}", "index", 1));
  assert_int_equal(room_int(json_object_get(out, "trace"), "first"), 1);
  json_decref(out);
}

static void a_swab_of_an_exercise_awaits_no_result(void **state) {
  struct lab *lab = *state;
  start_at(lab, SWABBED - 60, 1);
  swab(lab, 1);
  settle(lab);
  assert_false(record_at(lab, 1).pending);
  assert_int_equal(room_count(lab->room, "select count(*) from swab"), 0);
}

static void one_goes_on_at_a_time_and_ends_by_itself_or_before(void **state) {
  struct lab *lab = *state;
  assert_null(room_ask(lab->room, "DELETE " DRILL, NULL));
  assert_int_equal(lab->room->problem.reason, TX_NOT_FOUND);
  assert_null(room_ask(lab->room, "POST " DRILLS, json_pack("{s:i}", "hours", 25)));
  assert_int_equal(lab->room->problem.reason, TX_BAD_ARGUMENT);
  start(lab, 1);
  assert_null(room_ask(lab->room, "POST " DRILLS, json_pack("{s:i}", "hours", 1)));
  assert_int_equal(lab->room->problem.reason, TX_CONFLICT);
  lab->room->now_s += 3600;
  start(lab, 24);
  lab->room->now_s += 60;
  room_do(lab->room, "DELETE " DRILL, NULL);
  add_passage(lab, 1, lab->room->now_s);
  json_t *out = room_get(lab->room, "GET " DRILLS, NULL);
  const json_t *newest = json_array_get(json_object_get(out, "drills"), 0);
  assert_int_equal(room_int(newest, "until"), lab->room->now_s);
  assert_string_equal(room_text(newest, "ended_by"), "office");
  json_decref(out);
  assert_int_equal(room_count(lab->room, "select count(*) from event where drill = 1"), 0);
  out = room_get(lab->room, "GET /v1/audit", NULL);
  newest = json_array_get(json_object_get(out, "entries"), 0);
  assert_string_equal(room_text(newest, "action"), "drill end");
  json_decref(out);
}

static int fresh_drills(void **state) {
  struct lab *lab = *state;
  room_sql(lab->room, "delete from drill");
  room_sql(lab->room, "delete from event");
  room_sql(lab->room, "delete from trace");
  return fresh(state);
}

#define IN_A_DRILL(name) cmocka_unit_test_setup(name, fresh_drills)

int main(void) {
  const struct CMUnitTest promises[] = {
    IN_A_DRILL(events_within_an_exercise_are_marked_and_no_others),
    IN_A_DRILL(an_exercise_counts_in_no_report_and_no_figure),
    IN_A_DRILL(status_counts_its_events_apart),
    IN_A_DRILL(its_passages_are_in_no_count_by_the_hour),
    IN_A_DRILL(gates_are_not_told_of_them),
    IN_A_DRILL(who_passed_in_an_exercise_is_in_no_trace),
    IN_A_DRILL(a_swab_of_an_exercise_awaits_no_result),
    IN_A_DRILL(one_goes_on_at_a_time_and_ends_by_itself_or_before),
  };
  return cmocka_run_group_tests(promises, lab_set_up, lab_tear_down);
}
