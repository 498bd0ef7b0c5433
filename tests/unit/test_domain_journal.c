/* SPDX-License-Identifier: Apache-2.0 */
#include "gate_room.h"

#include "store/residents.h"

/* What is shown of the gate east. */
static json_t *shown(struct room *room) {
  return room_get(room, "GET /v1/gates/east/events", NULL);
}

/* All of them are shown, and the server counts no others. */
static size_t stored(struct room *room) {
  json_t *out = shown(room), *status = room_get(room, "GET /v1/status", NULL);
  size_t count = json_array_size(json_object_get(out, "events"));
  assert_int_equal(room_int(status, "events"), count);
  json_decref(status);
  json_decref(out);
  return count;
}

/* The admissions that a gate learns of; the caller frees *out. */
static size_t history(struct room *room, const char *but, int64_t since,
                      struct gate_admission **out) {
  struct gate_row gate = { .area = ROOM_AREA };
  size_t count = 0;
  struct request request = room_request(room);
  snprintf(gate.name, sizeof gate.name, "%s", but);
  assert_int_equal(gate_history(room->server, &request, &gate, since, out, &count), TX_OK);
  request_end(room->server, &request);
  return count;
}

static void each_event_is_stored_once_and_acknowledged(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  gate_register(room, FORGE_GATE, "east");
  assert_int_equal(gate_send(room, FORGE_GATE, 1, 3, &answer), TX_OK);
  assert_int_equal(answer.acknowledged, 3);
  assert_int_equal(gate_send(room, FORGE_GATE, 1, 3, &answer), TX_OK);
  assert_int_equal(answer.acknowledged, 3);
  assert_int_equal(answer.stored, 0);
  assert_int_equal(gate_send(room, FORGE_GATE, 2, 4, &answer), TX_OK);
  assert_int_equal(answer.acknowledged, 5);
  assert_int_equal(answer.stored, 2);
  assert_int_equal(stored(room), 5);
}

static void a_hole_is_never_acknowledged(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  gate_register(room, FORGE_GATE, "east");
  assert_int_equal(gate_send(room, FORGE_GATE, 1, 2, &answer), TX_OK);
  assert_int_equal(gate_send(room, FORGE_GATE, 5, 2, &answer), TX_CONFLICT);
  assert_int_equal(answer.expected, 3);
  assert_int_equal(stored(room), 2);
}

static void a_declared_gap_is_recorded_and_not_silently_closed(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  gate_register(room, FORGE_GATE, "east");
  FORGED batch = gate_batch(room, FORGE_GATE, 8, 2, 1, 7);
  assert_int_equal(gate_take(room, forge_span(&batch), &answer), TX_OK);
  assert_int_equal(answer.acknowledged, 9);
  json_t *out = shown(room);
  const json_t *gap = json_array_get(json_object_get(out, "gaps"), 0);
  assert_int_equal(room_int(gap, "from"), 1);
  assert_int_equal(room_int(gap, "to"), 7);
  json_decref(out);
}

static void a_gap_that_leaves_another_hole_is_refused(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  gate_register(room, FORGE_GATE, "east");
  FORGED batch = gate_batch(room, FORGE_GATE, 8, 2, 3, 7);
  assert_int_equal(gate_take(room, forge_span(&batch), &answer), TX_CONFLICT);
  assert_int_equal(answer.expected, 1);
  FORGED short_gap = gate_batch(room, FORGE_GATE, 8, 2, 1, 5);
  assert_int_equal(gate_take(room, forge_span(&short_gap), &answer), TX_CONFLICT);
  json_t *out = shown(room);
  assert_int_equal(json_array_size(json_object_get(out, "gaps")), 0);
  json_decref(out);
}

static void a_stranger_and_a_gate_shut_out_are_told_apart(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  gate_register(room, FORGE_GATE, "east");
  assert_int_equal(gate_send(room, FORGE_STRANGER, 1, 1, &answer), TX_UNKNOWN_KEY);
  gate_remove(room, "east");
  assert_int_equal(gate_send(room, FORGE_GATE, 1, 1, &answer), TX_KEY_REVOKED);
  assert_int_equal(stored(room), 0);
}

static void every_byte_of_a_batch_counts(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  gate_register(room, FORGE_GATE, "east");
  FORGED batch = gate_batch(room, FORGE_GATE, 1, 1, 0, 0);
  for (size_t i = 0; i < batch.n; i++) {
    batch.p[i] ^= 1;
    assert_int_not_equal(gate_take(room, forge_span(&batch), &answer), TX_OK);
    batch.p[i] ^= 1;
  }
  assert_int_equal(stored(room), 0);
}

static void gates_count_each_for_itself(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  gate_register(room, FORGE_GATE, "east");
  gate_register(room, FORGE_OTHER_GATE, "west");
  assert_int_equal(gate_send(room, FORGE_GATE, 1, 3, &answer), TX_OK);
  assert_int_equal(gate_send(room, FORGE_OTHER_GATE, 1, 1, &answer), TX_OK);
  assert_int_equal(answer.acknowledged, 1);
}

static void a_gate_learns_of_admissions_at_the_others(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  struct gate_admission *rows = NULL;
  char name[TX_GATE_NAME_SIZE + 1];
  room_import(room);
  gate_register(room, FORGE_GATE, "east");
  gate_register(room, FORGE_OTHER_GATE, "west");
  assert_int_equal(gate_send(room, FORGE_GATE, 1, 2, &answer), TX_OK);
  tx_gate_name(room->forge.keys[FORGE_OTHER_GATE]->hash, name);
  assert_int_equal(history(room, name, ROOM_NOW + 2, &rows), 1);
  assert_int_equal(rows[0].index, 1);
  assert_int_equal(rows[0].at, ROOM_NOW + 2);
  free(rows);
  tx_gate_name(room->forge.keys[FORGE_GATE]->hash, name);
  assert_int_equal(history(room, name, 0, &rows), 0);
  free(rows);
}

/* Index 1 of the roster lives in 3-2, in the second household that was given a number there. */
static void a_household_is_told_as_neighbours_tag_it_and_never_by_its_number(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  struct tx_pass pass = { .area = ROOM_AREA, .unit = "3-2", .household = -1 };
  struct resident resident;
  uint8_t tag[TX_HOUSEHOLD_SIZE];
  struct gate_admission *rows = NULL;
  room_import(room);
  gate_register(room, FORGE_GATE, "east");
  gate_register(room, FORGE_OTHER_GATE, "west");
  assert_int_equal(gate_send(room, FORGE_GATE, 1, 1, &answer), TX_OK);
  gate_remove(room, "west");
  const struct neighbour_keys keys = gate_neighbour_keys(room);
  struct request request = room_request(room);
  assert_int_equal(residents_find(request.db, ROOM_AREA, 1, &resident), TX_OK);
  request_end(room->server, &request);
  pass.household = resident.household;
  assert_true(tx_household_tag(&keys.current, &pass, tag));
  assert_int_equal(history(room, "", 0, &rows), 1);
  assert_true(rows[0].has_household);
  assert_memory_equal(rows[0].household, tag, TX_HOUSEHOLD_SIZE);
  free(rows);
}

static void of_whom_the_office_does_not_know_no_household_is_told(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  struct gate_admission *rows = NULL;
  gate_register(room, FORGE_GATE, "east");
  assert_int_equal(gate_send(room, FORGE_GATE, 1, 1, &answer), TX_OK);
  assert_int_equal(history(room, "", 0, &rows), 1);
  assert_false(rows[0].has_household);
  free(rows);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    IN_A_ROOM(each_event_is_stored_once_and_acknowledged),
    IN_A_ROOM(a_hole_is_never_acknowledged),
    IN_A_ROOM(a_declared_gap_is_recorded_and_not_silently_closed),
    IN_A_ROOM(a_gap_that_leaves_another_hole_is_refused),
    IN_A_ROOM(a_stranger_and_a_gate_shut_out_are_told_apart),
    IN_A_ROOM(every_byte_of_a_batch_counts),
    IN_A_ROOM(gates_count_each_for_itself),
    IN_A_ROOM(a_gate_learns_of_admissions_at_the_others),
    IN_A_ROOM(a_household_is_told_as_neighbours_tag_it_and_never_by_its_number),
    IN_A_ROOM(of_whom_the_office_does_not_know_no_household_is_told),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
