/* SPDX-License-Identifier: Apache-2.0 */
/* P16: a burst of events from the gate's loop to the disk, against one fdatasync of as many bytes;
 * how long the loop itself is held up; and the room that a month of events takes. */
#include "bench.h"

#include "journal/journal.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BURST 100
#define NOW 1793600000
#define TURNS 101
#define MONTH (30u * 20000u) /* events that no server fetched */

static struct gate_journal *journal;
static uint8_t event_bytes[256];
static size_t event_size;
static int plain_fd;
static double longest_add_s;

static void must(bool done, const char *what) {
  if (done) return;
  (void)fprintf(stderr, "P16: %s failed\n", what);
  exit(70);
}

static void keep_burst(void *state) {
  (void)state;
  const struct gate_entry entry = { .event = tx_span_of(event_bytes, event_size), .at = NOW };
  for (int i = 0; i < BURST; i++) {
    const double start = bench_now(CLOCK_MONOTONIC);
    must(gate_journal_add(journal, &entry, NULL), "adding an event");
    const double taken = bench_now(CLOCK_MONOTONIC) - start;
    if (taken > longest_add_s) longest_add_s = taken;
  }
  must(gate_journal_flush(journal, 10000), "writing");
}

static void write_and_sync(void *state) {
  (void)state;
  for (int i = 0; i < BURST; i++)
    must(write(plain_fd, event_bytes, event_size) == (ssize_t)event_size, "write");
  must(fdatasync(plain_fd) == 0, "fdatasync");
}

static void make_event(void) {
  const struct tx_event event = { .at = NOW,
                                  .identified = true,
                                  .area = 610113001001,
                                  .index = 7,
                                  .live = 1,
                                  .rule = tx_span_text("610113001001/1793500000/o1/test"),
                                  .decided_on = true,
                                  .pass_iat = NOW - 1000,
                                  .has_list_seq = true,
                                  .list_seq = NOW - 60 };
  must(tx_event_write(&event, event_bytes, sizeof event_bytes, &event_size) == TX_OK, "an event");
}

static void keep_month(void) {
  struct gate_journal *month = NULL;
  struct stat file;
  must(gate_journal_open("month.db", 0, &month) == TX_OK, "opening a journal");
  for (unsigned i = 0; i < MONTH; i++) {
    const struct gate_entry entry = {
      .event = tx_span_of(event_bytes, event_size),
      .at = NOW + i * 4,
      .passed = true,
      .passage = { .area = 610113001001,
                   .index = i % 5000,
                   .at = NOW + i * 4,
                   .household = i % 1700 },
    };
    must(gate_journal_add(month, &entry, NULL), "adding an event");
    if (i % 1000 == 999) must(gate_journal_flush(month, 10000), "writing");
  }
  gate_journal_close(month);
  must(stat("month.db", &file) == 0, "the month's file");
  printf("a month of %u events takes %.0f MiB\n", MONTH, (double)file.st_size / 1048576);
}

int main(void) {
  /* Here and not in /tmp, which may be memory, where fdatasync costs nothing. */
  char folder[] = "p16.XXXXXX";
  must(mkdtemp(folder) && chdir(folder) == 0, "a folder here");
  make_event();
  must(gate_journal_open("journal.db", 0, &journal) == TX_OK, "opening the journal");
  plain_fd = open("plain", O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
  must(plain_fd >= 0, "opening a file");
  const struct bench_side ours = { "100 events to the journal and durable", keep_burst, NULL, 1 };
  const struct bench_side bare = { "their bytes written, one fdatasync", write_and_sync, NULL, 1 };
  const struct bench_result result = bench_pair(&ours, &bare, TURNS, CLOCK_MONOTONIC);
  printf("the loop was held up for at most %.0f us by one event\n", longest_add_s * 1e6);
  keep_month();
  bench_report("P16", &ours, &bare, &result);
  gate_journal_close(journal);
  (void)close(plain_fd);
  static const char *const files[] = { "journal.db", "journal.db-wal", "journal.db-shm", "month.db",
                                       "plain" };
  for (size_t i = 0; i < sizeof files / sizeof *files; i++)
    (void)unlink(files[i]);
  return chdir("..") == 0 && rmdir(folder) == 0 ? 0 : 1;
}
