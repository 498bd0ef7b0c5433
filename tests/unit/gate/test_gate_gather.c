/* SPDX-License-Identifier: Apache-2.0 */
/* Commits on a card on which each takes 20 ms: who comes alone waits for nobody, and a rush shares
 * them. */
#include "journal/journal.h"

#include "promise.h"
#include "scratch.h"

#include "host/sys/wait.h"

#include <stdatomic.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NOW 1795392000
#define WAIT_MS 5000
#define COMMIT_US 20000
#define RUSH 100

static atomic_uint commits;

/* In place of the C library's: SQLite ends a commit with it. */
int fdatasync(int fd) { /* NOLINT(readability-inconsistent-declaration-parameter-name) */
  usleep(COMMIT_US);
  commits++;
  return (int)syscall(SYS_fdatasync, fd);
}

static struct gate_journal *open_in(void **state) {
  HOST_FREE char *path = host_path(*state, "journal.db");
  struct gate_journal *journal = NULL;
  assert_int_equal(gate_journal_open(path, 0, &journal), TX_OK);
  return journal;
}

static void add(struct gate_journal *journal) {
  static const uint8_t event[64];
  const struct gate_entry entry = { .event = tx_span_of(event, sizeof event), .at = NOW };
  assert_true(gate_journal_add(journal, &entry, NULL));
}

/* How long an event was in memory alone, when nobody asks for the disk. */
static int64_t ms_to_disk(struct gate_journal *journal) {
  const int64_t begun_ms = host_wait_now_ms();
  add(journal);
  while (gate_journal_count(journal).waiting && host_wait_now_ms() - begun_ms < WAIT_MS)
    usleep(1000);
  return host_wait_now_ms() - begun_ms;
}

static void a_rush_shares_commits_and_is_whole_afterwards(void **state) {
  struct gate_journal *journal = open_in(state);
  commits = 0;
  for (int i = 0; i < RUSH; i++) {
    add(journal);
    usleep(10000);
  }
  assert_true(gate_journal_flush(journal, WAIT_MS));
  assert_in_range(commits, 1, RUSH / 5);
  assert_int_equal(gate_journal_stored(journal), RUSH);
  gate_journal_close(journal);
}

static void nobody_waits_longer_than_a_moment_for_the_disk(void **state) {
  struct gate_journal *journal = open_in(state);
  for (int i = 0; i < 5; i++)
    assert_in_range(ms_to_disk(journal), 0, 2000);
  gate_journal_close(journal);
}

/* The quickest of a few: other programs use the machine, too. */
#define TRIES 4

static int64_t ms_after_a_quiet(struct gate_journal *journal) {
  int64_t least = WAIT_MS;
  for (int i = 0; i < TRIES; i++) {
    usleep(600000);
    const int64_t took = ms_to_disk(journal);
    if (took < least) least = took;
  }
  return least;
}

static int64_t ms_when_asked_for(struct gate_journal *journal) {
  int64_t least = WAIT_MS;
  for (int i = 0; i < TRIES; i++) {
    const int64_t begun_ms = host_wait_now_ms();
    add(journal);
    assert_true(gate_journal_flush(journal, WAIT_MS));
    const int64_t took = host_wait_now_ms() - begun_ms;
    if (took < least) least = took;
  }
  return least;
}

static void who_comes_alone_waits_for_no_others(void **state) {
  struct gate_journal *journal = open_in(state);
  assert_in_range(ms_after_a_quiet(journal), 0, 250);
  assert_in_range(ms_when_asked_for(journal), 0, 250);
  gate_journal_close(journal);
}

#define IN_SCRATCH(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_drop)

int main(void) {
  const struct CMUnitTest tests[] = {
    IN_SCRATCH(a_rush_shares_commits_and_is_whole_afterwards),
    IN_SCRATCH(nobody_waits_longer_than_a_moment_for_the_disk),
    IN_SCRATCH(who_comes_alone_waits_for_no_others),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
