/* SPDX-License-Identifier: Apache-2.0 */
#include "journal/journal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "scratch.h"

#include <signal.h>
#include <sys/resource.h>

#define NOW 1795392000
#define DAY 86400
#define WAIT_MS 5000

static char *path_in(void **state) {
  return host_path(*state, "journal.db");
}

static struct gate_journal *open_at(const char *path, int64_t keep_sent_s) {
  struct gate_journal *journal = NULL;
  assert_int_equal(gate_journal_open(path, keep_sent_s, &journal), TX_OK);
  return journal;
}

static struct gate_entry entry_of(uint32_t index, int64_t at) {
  static uint8_t event[64];
  return (
      struct gate_entry){ .event = tx_span_of(event, sizeof event),
                          .at = at,
                          .passed = true,
                          .passage = { .area = 1, .index = index, .at = at, .direction = TX_IN },
                          .live = true,
                          .live_iat = at - 3 };
}

static void add(struct gate_journal *journal, uint32_t index, int64_t at, uint64_t expected_seq) {
  uint64_t seq = 0;
  struct gate_entry entry = entry_of(index, at);
  assert_true(gate_journal_add(journal, &entry, &seq));
  assert_int_equal(seq, expected_seq);
}

static size_t rows_from(struct gate_journal *journal, uint64_t from, uint64_t *first) {
  struct gate_stored_list rows;
  assert_int_equal(gate_journal_read(journal, from, 1000, SIZE_MAX, &rows), TX_OK);
  size_t count = rows.count;
  for (size_t i = 1; i < count; i++)
    assert_int_equal(rows.rows[i].seq, rows.rows[i - 1].seq + 1);
  if (first) *first = count ? rows.rows[0].seq : 0;
  gate_stored_finish(&rows);
  return count;
}

static void events_are_numbered_without_holes_over_restarts(void **state) {
  HOST_FREE char *path = path_in(state);
  struct gate_journal *journal = open_at(path, 0);
  for (uint32_t i = 0; i < 50; i++)
    add(journal, i, NOW + i, i + 1);
  gate_journal_close(journal);
  journal = open_at(path, 0);
  add(journal, 99, NOW + 100, 51);
  assert_true(gate_journal_flush(journal, WAIT_MS));
  uint64_t first;
  assert_int_equal(rows_from(journal, 1, &first), 51);
  assert_int_equal(first, 1);
  gate_journal_close(journal);
}

static void an_event_stays_until_it_is_acknowledged_and_its_number_never_returns(void **state) {
  HOST_FREE char *path = path_in(state);
  struct gate_journal *journal = open_at(path, 0);
  for (uint32_t i = 0; i < 5; i++)
    add(journal, i, NOW, i + 1);
  assert_true(gate_journal_flush(journal, WAIT_MS));
  assert_int_equal(gate_journal_acknowledge(journal, 5, NOW), TX_OK);
  assert_int_equal(rows_from(journal, 1, NULL), 0);
  gate_journal_close(journal);
  journal = open_at(path, 0);
  add(journal, 6, NOW, 6);
  assert_int_equal(gate_journal_count(journal).acknowledged, 5);
  gate_journal_close(journal);
}

static void sent_events_stay_for_as_long_as_they_are_asked_to(void **state) {
  HOST_FREE char *path = path_in(state);
  struct gate_journal *journal = open_at(path, DAY);
  add(journal, 1, NOW - DAY, 1);
  add(journal, 2, NOW - DAY + 1, 2);
  assert_true(gate_journal_flush(journal, WAIT_MS));
  assert_int_equal(gate_journal_acknowledge(journal, 2, NOW), TX_OK);
  uint64_t first;
  assert_int_equal(rows_from(journal, 1, &first), 1);
  assert_int_equal(first, 2);
  gate_journal_close(journal);
}

static void events_that_nobody_fetched_for_sixty_days_are_given_up(void **state) {
  HOST_FREE char *path = path_in(state);
  struct gate_journal *journal = open_at(path, 0);
  add(journal, 1, NOW - 60 * DAY - 1, 1);
  add(journal, 2, NOW - 60 * DAY, 2);
  gate_journal_save_time(journal, NOW);
  assert_true(gate_journal_flush(journal, WAIT_MS));
  uint64_t first;
  assert_int_equal(rows_from(journal, 1, &first), 1);
  assert_int_equal(first, 2);
  gate_journal_close(journal);
}

static void replays_and_passages_are_known_again_after_a_restart(void **state) {
  HOST_FREE char *path = path_in(state);
  const uint8_t key[TX_HASH_SIZE] = { 0 };
  struct gate_memory memory;
  struct tx_history found;
  struct gate_journal *journal = open_at(path, 0);
  add(journal, 5, NOW, 1);
  gate_journal_close(journal);
  journal = open_at(path, 0);
  gate_memory_start(&memory, key);
  assert_int_equal(gate_journal_recall(journal, &memory, NOW + 30), TX_OK);
  memory.now_s = NOW + 30;
  struct tx_pass pass = { .area = 1, .index = 5, .household = -1 };
  assert_true(memory.asked.replayed(&memory.asked, 1, 5, NOW - 3));
  assert_false(memory.asked.replayed(&memory.asked, 1, 5, NOW + 12));
  memory.asked.history(&memory.asked, &pass, DAY, &found);
  assert_int_equal(found.inside, 1);
  assert_int_equal(found.last_entry_age_s, 30);
  gate_memory_finish(&memory);
  gate_journal_close(journal);
}

/* Which may be set right while the code that was shown still lives. */
static void a_clock_that_is_ahead_forgets_no_code_at_a_restart(void **state) {
  HOST_FREE char *path = path_in(state);
  const uint8_t key[TX_HASH_SIZE] = { 0 };
  struct gate_memory memory;
  struct gate_journal *journal = open_at(path, 0);
  add(journal, 5, NOW, 1);
  gate_journal_close(journal);
  journal = open_at(path, 0);
  gate_memory_start(&memory, key);
  assert_int_equal(gate_journal_recall(journal, &memory, NOW + 365LL * DAY), TX_OK);
  memory.now_s = NOW + 30;
  assert_true(memory.asked.replayed(&memory.asked, 1, 5, NOW - 3));
  gate_memory_finish(&memory);
  gate_journal_close(journal);
}

static void the_household_key_is_made_once(void **state) {
  HOST_FREE char *path = path_in(state);
  uint8_t one[TX_HASH_SIZE], two[TX_HASH_SIZE];
  struct gate_journal *journal = open_at(path, 0);
  assert_int_equal(gate_journal_household_key(journal, one), TX_OK);
  gate_journal_close(journal);
  journal = open_at(path, 0);
  assert_int_equal(gate_journal_household_key(journal, two), TX_OK);
  assert_memory_equal(one, two, sizeof one);
  gate_journal_close(journal);
}

static void the_time_is_saved_with_the_next_write(void **state) {
  HOST_FREE char *path = path_in(state);
  struct gate_journal *journal = open_at(path, 0);
  assert_int_equal(gate_journal_saved_time(journal), 0);
  gate_journal_save_time(journal, NOW);
  assert_true(gate_journal_flush(journal, WAIT_MS));
  assert_int_equal(gate_journal_saved_time(journal), NOW);
  gate_journal_close(journal);
}

static void limit_file_size(rlim_t bytes) {
  struct rlimit limit;
  getrlimit(RLIMIT_FSIZE, &limit);
  limit.rlim_cur = bytes == RLIM_INFINITY ? limit.rlim_max : bytes;
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void on_a_full_disk_events_wait_and_are_written_when_there_is_room_again(void **state) {
  HOST_FREE char *path = path_in(state);
  struct gate_journal *journal = open_at(path, 0);
  signal(SIGXFSZ, SIG_IGN);
  limit_file_size(16 << 10);
  for (uint32_t i = 0; i < 2000; i++)
    add(journal, i, NOW, i + 1);
  assert_false(gate_journal_flush(journal, 300));
  assert_int_not_equal(gate_journal_count(journal).failing, TX_OK);
  assert_true(gate_journal_count(journal).waiting > 0);
  limit_file_size(RLIM_INFINITY);
  assert_true(gate_journal_flush(journal, WAIT_MS));
  assert_int_equal(gate_journal_count(journal).failing, TX_OK);
  assert_int_equal(gate_journal_count(journal).unwritten, 0);
  assert_int_equal(gate_journal_stored(journal), 2000);
  gate_journal_close(journal);
}

static void what_a_full_disk_and_a_full_memory_lose_is_counted_and_leaves_no_hole(void **state) {
  HOST_FREE char *path = path_in(state);
  struct gate_journal *journal = open_at(path, 0);
  signal(SIGXFSZ, SIG_IGN);
  limit_file_size(4 << 10);
  struct gate_entry entry = entry_of(1, NOW);
  uint64_t refused = 0;
  for (int i = 0; i < GATE_JOURNAL_WAITING + 500; i++)
    refused += !gate_journal_add(journal, &entry, NULL);
  uint64_t lost = gate_journal_count(journal).unwritten;
  assert_int_equal(refused, lost); /* whoever adds is told */
  assert_true(lost > 0 && lost <= 500);
  assert_int_equal(gate_journal_count(journal).waiting, GATE_JOURNAL_WAITING);
  limit_file_size(RLIM_INFINITY);
  assert_true(gate_journal_flush(journal, WAIT_MS));
  gate_journal_close(journal);
  journal = open_at(path, 0);
  assert_int_equal(gate_journal_count(journal).unwritten, lost);
  assert_int_equal(gate_journal_count(journal).next_seq, GATE_JOURNAL_WAITING + 500 - lost + 1);
  assert_int_equal(gate_journal_stored(journal), GATE_JOURNAL_WAITING + 500 - lost);
  gate_journal_close(journal);
}

/* Who passed at another gate is no event of this one. */
static void a_passage_alone_takes_no_number(void **state) {
  HOST_FREE char *path = path_in(state);
  struct gate_journal *journal = open_at(path, 0);
  struct gate_entry passage = entry_of(7, NOW);
  passage.event = (struct tx_span){ 0 };
  assert_true(gate_journal_add(journal, &passage, NULL));
  add(journal, 8, NOW + 1, 1);
  assert_true(gate_journal_add(journal, &passage, NULL));
  add(journal, 9, NOW + 2, 2);
  assert_true(gate_journal_flush(journal, WAIT_MS));
  uint64_t first;
  assert_int_equal(rows_from(journal, 1, &first), 2);
  assert_int_equal(first, 1);
  gate_journal_close(journal);
}

#define PROMISE(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_drop)

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(events_are_numbered_without_holes_over_restarts),
    PROMISE(an_event_stays_until_it_is_acknowledged_and_its_number_never_returns),
    PROMISE(sent_events_stay_for_as_long_as_they_are_asked_to),
    PROMISE(events_that_nobody_fetched_for_sixty_days_are_given_up),
    PROMISE(replays_and_passages_are_known_again_after_a_restart),
    PROMISE(a_clock_that_is_ahead_forgets_no_code_at_a_restart),
    PROMISE(the_household_key_is_made_once),
    PROMISE(the_time_is_saved_with_the_next_write),
    PROMISE(on_a_full_disk_events_wait_and_are_written_when_there_is_room_again),
    PROMISE(a_passage_alone_takes_no_number),
    PROMISE(what_a_full_disk_and_a_full_memory_lose_is_counted_and_leaves_no_hole),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
