/* SPDX-License-Identifier: Apache-2.0 */
/* A gate's folder that lives twice: two journals number alike under one key. */
#include "gate_room.h"

static const uint8_t one[TX_JOURNAL_NAME_SIZE] = "one-----",
                     other[TX_JOURNAL_NAME_SIZE] = "other---";

static enum tx_reason send(struct room *room, const uint8_t *journal, uint64_t first, size_t count,
                           struct gate_events_answer *answer) {
  const struct tx_batch_head head = { .first = first, .journal = journal };
  FORGED batch = gate_batch_of(room, FORGE_GATE, &head, count);
  return gate_take(room, forge_span(&batch), answer);
}

static size_t stored(struct room *room) {
  json_t *out = room_get(room, "GET /v1/gates/east/events", NULL);
  size_t count = json_array_size(json_object_get(out, "events"));
  json_decref(out);
  return count;
}

/* Byte for byte alike, from another journal: two boxes saw it, and each saw somebody. */
static void a_number_that_another_journal_has_is_not_acknowledged(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  gate_register(room, FORGE_GATE, "east");
  assert_int_equal(send(room, one, 1, 3, &answer), TX_OK);
  assert_int_equal(send(room, other, 2, 2, &answer), TX_CONFLICT);
  assert_int_equal(answer.differs, 2);
  assert_int_equal(answer.expected, 4);
  assert_int_equal(stored(room), 3);
  assert_int_equal(send(room, other, 4, 2, &answer), TX_OK);
  assert_int_equal(answer.acknowledged, 5);
  assert_int_equal(stored(room), 5);
}

static void what_a_journal_sends_again_is_acknowledged_and_no_more_than_that(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  gate_register(room, FORGE_GATE, "east");
  assert_int_equal(send(room, one, 1, 3, &answer), TX_OK);
  assert_int_equal(send(room, other, 4, 3, &answer), TX_OK);
  assert_int_equal(send(room, one, 2, 2, &answer), TX_OK);
  assert_int_equal(answer.acknowledged, 3);
  assert_int_equal(answer.stored, 0);
}

static void what_was_taken_before_it_differs_is_told(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  gate_register(room, FORGE_GATE, "east");
  assert_int_equal(send(room, one, 1, 2, &answer), TX_OK);
  assert_int_equal(send(room, other, 3, 2, &answer), TX_OK);
  assert_int_equal(send(room, one, 1, 4, &answer), TX_CONFLICT);
  assert_int_equal(answer.differs, 3);
  assert_int_equal(answer.expected, 5);
}

/* Their batches have no name, and what differs is told apart by its bytes. They would erase what
 * they were told to go on behind, and so are not told. */
static void a_gate_from_before_is_taken_and_not_made_to_forget(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  gate_register(room, FORGE_GATE, "east");
  assert_int_equal(send(room, NULL, 1, 3, &answer), TX_OK);
  assert_int_equal(send(room, NULL, 1, 4, &answer), TX_OK);
  assert_int_equal(answer.acknowledged, 4);
  assert_int_equal(answer.stored, 1);
  assert_int_equal(send(room, one, 1, 4, &answer), TX_OK);
  assert_int_equal(answer.acknowledged, 4);
  FORGED batch = gate_batch(room, FORGE_GATE, 5, 1, 0, 0);
  FORGED shifted = gate_batch(room, FORGE_GATE, 4, 1, 0, 0);
  assert_int_equal(gate_take(room, forge_span(&batch), &answer), TX_OK);
  assert_int_equal(gate_take(room, forge_span(&shifted), &answer), TX_OK);
  assert_int_equal(stored(room), 5);
}

static struct forge_bytes odd_batch(const struct room *room, uint64_t first, int64_t at) {
  uint8_t bytes[64];
  size_t n = 0;
  struct forge_bytes batch = { 0 };
  const struct tx_event event = { .at = at, .verdict = TX_DENY, .reason = TX_NOT_OURS, .live = -1 };
  assert_int_equal(tx_event_write(&event, bytes, sizeof bytes, &n), TX_OK);
  const struct tx_span span = tx_span_of(bytes, n);
  const struct tx_batch_head head = { .first = first };
  assert_int_equal(tx_batch_sign(room->forge.keys[FORGE_GATE], &head, &span, 1, &batch.p, &batch.n),
                   TX_OK);
  return batch;
}

static void a_gate_from_before_with_other_content_is_refused_without_a_number(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  gate_register(room, FORGE_GATE, "east");
  assert_int_equal(send(room, NULL, 1, 3, &answer), TX_OK);
  FORGED batch = odd_batch(room, 2, ROOM_NOW);
  assert_int_equal(gate_take(room, forge_span(&batch), &answer), TX_CONFLICT);
  assert_int_equal(answer.expected, 0);
}

/* A number that was declared lost is not held: who has an event for it is somebody else. */
static void an_event_under_a_number_that_was_declared_lost_goes_on_behind(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  gate_register(room, FORGE_GATE, "east");
  const struct tx_batch_head gap = { .first = 4, .lost_from = 1, .lost_to = 3, .journal = one };
  FORGED batch = gate_batch_of(room, FORGE_GATE, &gap, 1);
  assert_int_equal(gate_take(room, forge_span(&batch), &answer), TX_OK);
  assert_int_equal(send(room, other, 2, 1, &answer), TX_CONFLICT);
  assert_int_equal(answer.expected, 5);
  FORGED old = odd_batch(room, 2, ROOM_NOW - 60 * 86400);
  assert_int_equal(gate_take(room, forge_span(&old), &answer), TX_CONFLICT);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    IN_A_ROOM(a_number_that_another_journal_has_is_not_acknowledged),
    IN_A_ROOM(what_a_journal_sends_again_is_acknowledged_and_no_more_than_that),
    IN_A_ROOM(what_was_taken_before_it_differs_is_told),
    IN_A_ROOM(a_gate_from_before_is_taken_and_not_made_to_forget),
    IN_A_ROOM(a_gate_from_before_with_other_content_is_refused_without_a_number),
    IN_A_ROOM(an_event_under_a_number_that_was_declared_lost_goes_on_behind),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
