/* SPDX-License-Identifier: Apache-2.0 */
/* What gates wrote down dies on time; the clock is moved. */
#include "gate_room.h"

#include "daemon/jobs.h"
#include "domain/clock/clock.h"
#include "domain/gate/sealed_event.h"
#include "domain/privacy/retention.h"

#define DAY INT64_C(86400)
#define HOUR INT64_C(3600)

/* The jobs of a running server, at a time. */
static void work_at(struct room *room, int64_t now_s) {
  struct jobs jobs = { 0 };
  room->now_s = room->api.fixed_s = now_s;
  clock_give(room->server->clock);
  jobs_run(&jobs, &room->api);
  for (size_t i = 0; i < JOBS; i++)
    if (jobs.failed[i] != TX_OK) fail_msg("job %zu: %d", i, (int)jobs.failed[i]);
}

static size_t shown(struct room *room, const char *what) {
  json_t *out = room_get(room, "GET /v1/gates/east/events", NULL);
  size_t count = json_array_size(json_object_get(out, what));
  json_decref(out);
  return count;
}

static void events_die_28_days_after_they_happened(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  gate_register(room, FORGE_GATE, "east");
  assert_int_equal(gate_send(room, FORGE_GATE, 1, 3, &answer), TX_OK);
  work_at(room, ROOM_NOW + 28 * DAY - HOUR);
  assert_int_equal(shown(room, "events"), 3);
  work_at(room, ROOM_NOW + 28 * DAY + 2); /* they happened 1, 2 and 3 s after it */
  assert_int_equal(shown(room, "events"), 2);
  work_at(room, ROOM_NOW + 28 * DAY + HOUR);
  assert_int_equal(shown(room, "events"), 0);
}

/* By a gate whose clock was 20 days ahead. */
static void an_event_dated_ahead_dies_28_days_after_it_came(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  gate_register(room, FORGE_GATE, "east");
  room->now_s = ROOM_NOW - 40 * DAY;
  assert_int_equal(gate_send(room, FORGE_GATE, 1, 1, &answer), TX_OK);
  work_at(room, ROOM_NOW - 12 * DAY - HOUR);
  assert_int_equal(shown(room, "events"), 1);
  work_at(room, ROOM_NOW - 12 * DAY + HOUR);
  assert_int_equal(shown(room, "events"), 0);
}

static void a_declared_gap_dies_28_days_after_it_was_told(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  gate_register(room, FORGE_GATE, "east");
  FORGED batch = gate_batch(room, FORGE_GATE, 8, 2, 1, 7);
  assert_int_equal(gate_take(room, forge_span(&batch), &answer), TX_OK);
  work_at(room, ROOM_NOW + 28 * DAY - HOUR);
  assert_int_equal(shown(room, "gaps"), 1);
  work_at(room, ROOM_NOW + 28 * DAY + HOUR);
  assert_int_equal(shown(room, "gaps"), 0);
}

static void fill(struct room *room, size_t count) {
  const struct tx_event event = { .at = ROOM_NOW, .live = -1 };
  struct request request = room_request(room);
  DB_TRANSACTION work = db_begin(request.db);
  for (uint64_t seq = 1; seq <= count; seq++) {
    const struct event_place place = { ROOM_AREA, "0123456789abcdef", seq };
    assert_int_equal(events_add(request.db, &place, ROOM_NOW, &event, tx_span_text("sealed"),
                                (struct tx_span){ 0 }),
                     TX_OK);
  }
  assert_int_equal(db_commit(&work), TX_OK);
  request_end(room->server, &request);
}

static int64_t left(struct room *room) {
  int64_t count = 0;
  struct request request = room_request(room);
  assert_int_equal(events_count(request.db, &count), TX_OK);
  request_end(room->server, &request);
  return count;
}

static void a_day_of_a_whole_city_dies_in_slices(void **state) {
  struct room *room = *state;
  fill(room, 1700);
  work_at(room, ROOM_NOW + 28 * DAY + HOUR);
  assert_int_equal(left(room), 0);
}

/* --- what gates tell each other --------------------------------------------------------------- */

static size_t history_at(struct room *room, int64_t now_s) {
  struct gate_row none = { .area = ROOM_AREA };
  struct gate_admission *rows = NULL;
  size_t count = 0;
  room->now_s = now_s;
  struct request request = room_request(room);
  assert_int_equal(gate_history(room->server, &request, &none, 0, &rows, &count), TX_OK);
  request_end(room->server, &request);
  free(rows);
  return count;
}

static void history_reaches_back_two_days_where_no_policy_says_more(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  gate_register(room, FORGE_GATE, "east");
  assert_int_equal(gate_send(room, FORGE_GATE, 1, 1, &answer), TX_OK);
  assert_int_equal(history_at(room, ROOM_NOW + 47 * HOUR), 1);
  assert_int_equal(history_at(room, ROOM_NOW + 49 * HOUR), 0);
}

#define WINDOW                                                                                     \
  "{\"area\": 610113001001, \"exit_window_s\": 518400, \"orders\": [{\"id\": \"o1\", "             \
  "\"document\": \"No. 1\", \"issuer\": \"The committee\", \"valid_from\": 1640000000, "           \
  "\"valid_to\": 1641427200, \"rules\": [{\"topic\": \"courier\", \"limit\": \"not "               \
  "building\"}]}]}"

static void history_reaches_no_further_back_than_the_largest_exit_window(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  gate_register(room, FORGE_GATE, "east");
  room_must_publish(room, "POST /v1/policies", json_loads(WINDOW, 0, NULL));
  assert_int_equal(gate_send(room, FORGE_GATE, 1, 1, &answer), TX_OK);
  assert_int_equal(history_at(room, ROOM_NOW + 5 * DAY - HOUR), 1);
  /* Its only order ends five days from now: from then on it says nothing. */
  assert_int_equal(history_at(room, ROOM_NOW + 5 * DAY + HOUR), 0);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    IN_A_ROOM(events_die_28_days_after_they_happened),
    IN_A_ROOM(an_event_dated_ahead_dies_28_days_after_it_came),
    IN_A_ROOM(a_declared_gap_dies_28_days_after_it_was_told),
    IN_A_ROOM(a_day_of_a_whole_city_dies_in_slices),
    IN_A_ROOM(history_reaches_back_two_days_where_no_policy_says_more),
    IN_A_ROOM(history_reaches_no_further_back_than_the_largest_exit_window),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
