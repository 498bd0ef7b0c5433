/* SPDX-License-Identifier: Apache-2.0 */
/* A disk that says that it did not take what it took. */
#include "journal/journal.h"

#include "host/sys/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <time.h>

#include <cmocka.h>

#include "scratch.h"
#include "unsynced_vfs.h"

#define NOW 1795392000
#define WAIT_MS 20000

static void add(struct gate_journal *journal, uint32_t index) {
  static const uint8_t event[] = "an event";
  const struct gate_entry entry = {
    .event = tx_span_of(event, sizeof event),
    .at = NOW,
    .passed = true,
    .passage = { .area = 1, .index = index, .at = NOW, .direction = TX_OUT, .household = 77 },
  };
  assert_true(gate_journal_add(journal, &entry, NULL));
}

static size_t events_in(struct gate_journal *journal) {
  struct gate_stored_list list;
  assert_int_equal(gate_journal_read(journal, 1, 100, 1 << 20, &list), TX_OK);
  const size_t count = list.count;
  gate_stored_finish(&list);
  return count;
}

static int64_t exits_of_77(struct gate_journal *journal) {
  struct gate_memory memory;
  struct tx_history found;
  static const uint64_t tag = 77;
  gate_memory_start(&memory, (const uint8_t[TX_HASH_SIZE]){ 0 });
  assert_int_equal(gate_journal_recall(journal, &memory, NOW), TX_OK);
  gate_history_find(&memory.history, 1, 1, &tag, 1, NOW, 86400, &found);
  gate_memory_finish(&memory);
  return found.household_exits;
}

/* The sync of a commit fails, and that of the log when the file is let go of: it is there when the
 * file is opened anew. */
static void what_a_disk_took_though_its_sync_failed_is_not_written_twice(void **state) {
  struct gate_journal *journal = NULL;
  HOST_FREE char *path = host_path(*state, "journal.db");
  assert_int_equal(gate_journal_open(path, 0, &journal), TX_OK);
  add(journal, 1);
  assert_true(gate_journal_flush(journal, WAIT_MS));
  unsynced_fail(2);
  add(journal, 2);
  assert_true(gate_journal_flush(journal, WAIT_MS));
  add(journal, 3);
  assert_true(gate_journal_flush(journal, WAIT_MS));
  assert_int_equal(events_in(journal), 3);
  assert_int_equal(exits_of_77(journal), 3);
  const struct gate_journal_counts counts = gate_journal_count(journal);
  assert_int_equal(counts.next_seq, 4);
  assert_int_equal(counts.waiting, 0);
  assert_int_equal(counts.unwritten, 0);
  gate_journal_close(journal);
}

/* Between the write that failed and the next try. */
static void what_came_while_a_disk_failed_is_written_behind_it(void **state) {
  struct gate_journal *journal = NULL;
  HOST_FREE char *path = host_path(*state, "journal.db");
  assert_int_equal(gate_journal_open(path, 0, &journal), TX_OK);
  add(journal, 1);
  assert_true(gate_journal_flush(journal, WAIT_MS));
  unsynced_fail(2);
  add(journal, 2);
  for (int i = 0; i < 5000 && gate_journal_count(journal).failing == TX_OK; i++)
    nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
  assert_int_not_equal(gate_journal_count(journal).failing, TX_OK);
  add(journal, 3);
  assert_true(gate_journal_flush(journal, WAIT_MS));
  assert_int_equal(events_in(journal), 3);
  assert_int_equal(gate_journal_count(journal).next_seq, 4);
  gate_journal_close(journal);
}

/* The log is gone with the file that is let go of. */
static void what_a_disk_did_not_take_is_written_again(void **state) {
  struct gate_journal *journal = NULL;
  HOST_FREE char *path = host_path(*state, "journal.db");
  assert_int_equal(gate_journal_open(path, 0, &journal), TX_OK);
  unsynced_fail(1);
  add(journal, 1);
  add(journal, 2);
  assert_true(gate_journal_flush(journal, WAIT_MS));
  assert_int_equal(events_in(journal), 2);
  assert_int_equal(exits_of_77(journal), 2);
  gate_journal_close(journal);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(what_a_disk_took_though_its_sync_failed_is_not_written_twice,
                                    scratch_make, scratch_drop),
    cmocka_unit_test_setup_teardown(what_came_while_a_disk_failed_is_written_behind_it,
                                    scratch_make, scratch_drop),
    cmocka_unit_test_setup_teardown(what_a_disk_did_not_take_is_written_again, scratch_make,
                                    scratch_drop),
  };
  return unsynced_install() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
