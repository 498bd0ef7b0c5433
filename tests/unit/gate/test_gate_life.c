/* SPDX-License-Identifier: Apache-2.0 */
/* A journal's lives, and numbers that move because somebody else has them. */
#include "journal/journal.h"
#include "journal/redirect.h"

#include "promise.h"
#include "scratch.h"

#define NOW 1795392000
#define WAIT_MS 5000

static struct gate_journal *open_in(void **state) {
  HOST_FREE char *path = host_path(*state, "journal.db");
  struct gate_journal *journal = NULL;
  assert_int_equal(gate_journal_open(path, 0, &journal), TX_OK);
  return journal;
}

/* undoes 0: undoes none. The number that the event was given. */
static uint64_t add(struct gate_journal *journal, uint64_t undoes) {
  uint8_t bytes[64];
  size_t n = 0;
  uint64_t seq = 0;
  const struct tx_event event = {
    .at = NOW, .live = -1, .undoes = undoes > 0, .undone_seq = undoes
  };
  assert_int_equal(tx_event_write(&event, bytes, sizeof bytes, &n), TX_OK);
  const struct gate_entry entry = { .event = tx_span_of(bytes, n), .undoes = undoes, .at = NOW };
  assert_true(gate_journal_add(journal, &entry, &seq));
  return seq;
}

static void is_written(struct gate_journal *journal) {
  assert_true(gate_journal_flush(journal, WAIT_MS));
}

/* Which event the one of a number undoes. */
static uint64_t undone_by(struct gate_journal *journal, uint64_t seq) {
  struct gate_stored_list rows;
  struct tx_event event;
  assert_int_equal(gate_journal_read(journal, seq, 1, SIZE_MAX, &rows), TX_OK);
  assert_int_equal(rows.count, 1);
  assert_int_equal(rows.rows[0].seq, seq);
  assert_int_equal(tx_event_read(tx_span_of(rows.rows[0].bytes, rows.rows[0].n), &event), TX_OK);
  uint64_t undone = event.undoes ? event.undone_seq : 0;
  gate_stored_finish(&rows);
  return undone;
}

static void are_numbered(struct gate_journal *journal, uint64_t first, size_t count) {
  struct gate_stored_list rows;
  assert_int_equal(gate_journal_read(journal, 1, 100, SIZE_MAX, &rows), TX_OK);
  assert_int_equal(rows.count, count);
  for (size_t i = 0; i < count; i++)
    assert_int_equal(rows.rows[i].seq, first + i);
  gate_stored_finish(&rows);
  assert_int_equal(gate_journal_count(journal).next_seq, first + count);
}

static void each_life_of_a_journal_has_a_name_of_its_own(void **state) {
  uint8_t names[3][TX_JOURNAL_NAME_SIZE], again[TX_JOURNAL_NAME_SIZE];
  uint64_t until[3];
  for (int life = 0; life < 3; life++) {
    struct gate_journal *journal = open_in(state);
    add(journal, 0);
    add(journal, 0);
    gate_journal_close(journal);
  }
  struct gate_journal *journal = open_in(state);
  for (uint64_t i = 0; i < 3; i++) {
    assert_int_equal(gate_journal_life(journal, 2 * i + 1, names[i], &until[i]), TX_OK);
    assert_int_equal(gate_journal_life(journal, 2 * i + 2, again, &until[i]), TX_OK);
    assert_memory_equal(names[i], again, sizeof again);
  }
  assert_int_equal(until[0], 3);
  assert_int_equal(until[1], 5);
  assert_int_equal(until[2], UINT64_MAX);
  assert_memory_not_equal(names[0], names[1], sizeof again);
  assert_memory_not_equal(names[1], names[2], sizeof again);
  gate_journal_close(journal);
}

static void what_was_not_sent_moves_and_keeps_its_name(void **state) {
  uint8_t before[TX_JOURNAL_NAME_SIZE], after[TX_JOURNAL_NAME_SIZE];
  uint64_t until;
  struct gate_journal *journal = open_in(state);
  for (int i = 0; i < 5; i++)
    add(journal, 0);
  is_written(journal);
  assert_int_equal(gate_journal_life(journal, 4, before, &until), TX_OK);
  assert_int_equal(gate_journal_acknowledge(journal, 2, NOW), TX_OK);
  assert_int_equal(gate_journal_renumber(journal, 3, 4), TX_OK);
  are_numbered(journal, 4, 3);
  assert_int_equal(gate_journal_count(journal).acknowledged, 3);
  assert_int_equal(gate_journal_life(journal, 6, after, &until), TX_OK);
  assert_memory_equal(before, after, sizeof before);
  add(journal, 0);
  is_written(journal);
  are_numbered(journal, 4, 4);
  gate_journal_close(journal);
  journal = open_in(state);
  are_numbered(journal, 4, 4);
  gate_journal_close(journal);
}

static void numbers_move_up_alone_and_only_those_that_are_there(void **state) {
  struct gate_journal *journal = open_in(state);
  for (int i = 0; i < 3; i++)
    add(journal, 0);
  is_written(journal);
  static const uint64_t wrong[][2] = { { 0, 5 }, { 2, 2 },         { 3, 1 },
                                       { 5, 9 }, { 1, INT64_MAX }, { 1, UINT64_MAX } };
  for (size_t i = 0; i < COUNT(wrong); i++)
    assert_int_equal(gate_journal_renumber(journal, wrong[i][0], wrong[i][1]), TX_BAD_ARGUMENT);
  are_numbered(journal, 1, 3);
  gate_journal_close(journal);
}

/* A sample that is taken back stays that sample: written before the numbers moved, after, or never
 * moved at all. */
static void what_an_event_undoes_moves_with_it(void **state) {
  struct gate_journal *journal = open_in(state);
  uint64_t sent = add(journal, 0), waits = add(journal, 0);
  add(journal, sent);
  add(journal, waits);
  is_written(journal);
  assert_int_equal(gate_journal_acknowledge(journal, 1, NOW), TX_OK);
  assert_int_equal(gate_journal_renumber(journal, 2, 300), TX_OK);
  assert_int_equal(undone_by(journal, 301), sent);
  assert_int_equal(undone_by(journal, 302), 300);
  add(journal, waits);
  add(journal, sent);
  is_written(journal);
  assert_int_equal(undone_by(journal, 303), 300);
  assert_int_equal(undone_by(journal, 304), sent);
  assert_int_equal(gate_journal_renumber(journal, 300, 301), TX_OK);
  add(journal, waits);
  is_written(journal);
  assert_int_equal(undone_by(journal, 304), 301);
  assert_int_equal(undone_by(journal, 306), 301);
  gate_journal_close(journal);
}

/* What is not there any more still counts. */
static void numbers_never_return_when_all_events_are_gone(void **state) {
  struct gate_journal *journal = open_in(state);
  add(journal, 0);
  add(journal, 0);
  gate_journal_save_time(journal, NOW + GATE_JOURNAL_LOST_S + 1);
  is_written(journal);
  assert_int_equal(gate_journal_stored(journal), 0);
  gate_journal_close(journal);
  journal = open_in(state);
  add(journal, 0);
  is_written(journal);
  are_numbered(journal, 3, 1);
  gate_journal_close(journal);
}

static void a_number_from_too_long_ago_is_said_not_to_be_known(void **state) {
  (void)state;
  struct gate_moves moves = { 0 };
  for (uint64_t i = 0; i < GATE_MOVES_KEPT; i++)
    gate_moves_add(&moves, 1 + i, 1, 10);
  assert_int_equal(gate_moves_find(&moves, 5), 5 + GATE_MOVES_KEPT);
  gate_moves_add(&moves, 1 + GATE_MOVES_KEPT, 1, 10);
  assert_int_equal(gate_moves_find(&moves, 9), 0);
  assert_int_equal(gate_moves_find(&moves, 10), 10 + GATE_MOVES_KEPT + 1);
}

#define IN_SCRATCH(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_drop)

int main(void) {
  const struct CMUnitTest tests[] = {
    IN_SCRATCH(each_life_of_a_journal_has_a_name_of_its_own),
    IN_SCRATCH(what_was_not_sent_moves_and_keeps_its_name),
    IN_SCRATCH(numbers_move_up_alone_and_only_those_that_are_there),
    IN_SCRATCH(what_an_event_undoes_moves_with_it),
    IN_SCRATCH(numbers_never_return_when_all_events_are_gone),
    IN_SCRATCH(a_number_from_too_long_ago_is_said_not_to_be_known),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
