/* SPDX-License-Identifier: Apache-2.0 */
#include "gate_room.h"

#include "domain/gate/admin.h"

static size_t stored(struct room *room) {
  json_t *out = room_get(room, "events", json_object());
  size_t count = json_array_size(json_object_get(out, "events"));
  json_decref(out);
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
  assert_int_equal(gate_events_take(room->server, ROOM_NOW, forge_span(&batch), &answer), TX_OK);
  assert_int_equal(answer.acknowledged, 9);
  json_t *out = room_get(room, "events", json_object());
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
  assert_int_equal(gate_events_take(room->server, ROOM_NOW, forge_span(&batch), &answer), TX_CONFLICT);
  assert_int_equal(answer.expected, 1);
  FORGED short_gap = gate_batch(room, FORGE_GATE, 8, 2, 1, 5);
  assert_int_equal(gate_events_take(room->server, ROOM_NOW, forge_span(&short_gap), &answer),
                   TX_CONFLICT);
  json_t *out = room_get(room, "events", json_object());
  assert_int_equal(json_array_size(json_object_get(out, "gaps")), 0);
  json_decref(out);
}

static void a_stranger_and_a_gate_shut_out_are_told_apart(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  gate_register(room, FORGE_GATE, "east");
  assert_int_equal(gate_send(room, FORGE_STRANGER, 1, 1, &answer), TX_UNKNOWN_KEY);
  room_do(room, "gate-remove", json_pack("{s:s}", "gate", "east"));
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
    assert_int_not_equal(gate_events_take(room->server, ROOM_NOW, forge_span(&batch), &answer), TX_OK);
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
  json_t *history = NULL;
  char name[TX_GATE_NAME_SIZE + 1];
  room_import(room);
  gate_register(room, FORGE_GATE, "east");
  gate_register(room, FORGE_OTHER_GATE, "west");
  assert_int_equal(gate_send(room, FORGE_GATE, 1, 2, &answer), TX_OK);
  tx_gate_name(room->forge.keys[FORGE_OTHER_GATE]->hash, name);
  assert_int_equal(journal_history(room->server, ROOM_AREA, name, ROOM_NOW + 2, &history), TX_OK);
  assert_int_equal(json_array_size(history), 1);
  const json_t *row = json_array_get(history, 0);
  assert_int_equal(json_integer_value(json_array_get(row, 1)), 1);
  assert_int_equal(json_integer_value(json_array_get(row, 2)), ROOM_NOW + 2);
  json_decref(history);
  tx_gate_name(room->forge.keys[FORGE_GATE]->hash, name);
  assert_int_equal(journal_history(room->server, ROOM_AREA, name, 0, &history), TX_OK);
  assert_int_equal(json_array_size(history), 0);
  json_decref(history);
}

/* Index 1 of the roster lives in 3-2, in the second household that was given a number there. */
static void a_household_is_told_as_neighbours_tag_it_and_never_by_its_number(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  struct neighbour_keys keys;
  struct tx_pass pass = { .area = ROOM_AREA, .unit = "3-2", .household = -1 };
  struct resident resident;
  uint8_t tag[TX_HOUSEHOLD_SIZE];
  char digits[TX_HOUSEHOLD_SIZE * 2 + 1];
  json_t *history = NULL;
  room_import(room);
  gate_register(room, FORGE_GATE, "east");
  gate_register(room, FORGE_OTHER_GATE, "west");
  assert_int_equal(gate_send(room, FORGE_GATE, 1, 1, &answer), TX_OK);
  room_do(room, "gate-remove", json_pack("{s:s}", "gate", "west"));
  assert_int_equal(gate_admin_neighbour_keys(room->server, ROOM_AREA, &keys), TX_OK);
  assert_int_equal(residents_find(room->server->db, ROOM_AREA, 1, &resident), TX_OK);
  pass.household = resident.household;
  assert_true(tx_household_tag(&keys.current, &pass, tag));
  host_hex(tx_span_of(tag, sizeof tag), digits);
  assert_int_equal(journal_history(room->server, ROOM_AREA, "", 0, &history), TX_OK);
  const json_t *told = json_array_get(json_array_get(history, 0), 6);
  assert_string_equal(json_string_value(told), digits);
  json_decref(history);
}

static void of_whom_the_office_does_not_know_no_household_is_told(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  json_t *history = NULL;
  gate_register(room, FORGE_GATE, "east");
  assert_int_equal(gate_send(room, FORGE_GATE, 1, 1, &answer), TX_OK);
  assert_int_equal(journal_history(room->server, ROOM_AREA, "", 0, &history), TX_OK);
  assert_true(json_is_null(json_array_get(json_array_get(history, 0), 6)));
  json_decref(history);
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
