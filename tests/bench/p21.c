/* SPDX-License-Identifier: Apache-2.0 */
/* P21: what a gate writes to its card: a passage, against bare SQLite with one row a commit; one of
 * a burst of 100 on a disk whose commits take 20 ms; a minute of rest with no server, of the real
 * program. Bytes are those of pages that were dirtied (write_bytes of /proc/PID/io). */
#include "bench.h"

#include "journal/journal.h"

#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOW 1793600000
#define PASSAGES 1000
#define BURST 100
#define COMMIT_US 20000
#define SETTLE_S 10 /* a start writes */
#define REST_S 60

static uint8_t event_bytes[256];
static size_t event_size;
static bool slow_disk;

/* In place of the C library's: SQLite ends a commit with it. */
int fdatasync(int fd) { /* NOLINT(readability-inconsistent-declaration-parameter-name) */
  if (slow_disk) (void)usleep(COMMIT_US);
  return (int)syscall(SYS_fdatasync, fd);
}

static void must(bool done, const char *what) {
  if (done) return;
  (void)fprintf(stderr, "P21: %s failed\n", what);
  exit(70);
}

static double written_by(pid_t pid) {
  char path[64], line[128];
  unsigned long long bytes = 0;
  (void)snprintf(path, sizeof path, "/proc/%d/io", (int)pid);
  FILE *file = fopen(path, "r");
  must(file != NULL, path);
  while (fgets(line, sizeof line, file))
    if (sscanf(line, "write_bytes: %llu", &bytes) == 1) break;
  (void)fclose(file);
  return (double)bytes;
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

static void pass(struct gate_journal *journal, uint32_t i) {
  const struct gate_entry entry = {
    .event = tx_span_of(event_bytes, event_size),
    .at = NOW + i,
    .passed = true,
    .passage = { .area = 610113001001, .index = i % 5000, .at = NOW + i, .household = i % 1700 }
  };
  must(gate_journal_add(journal, &entry, NULL), "adding an event");
}

/* Bytes for one passage of many, each durable before the next comes. */
static double write_singly(struct gate_journal *journal) {
  const double before = written_by(getpid());
  for (uint32_t i = 0; i < PASSAGES; i++) {
    pass(journal, i);
    must(gate_journal_flush(journal, 10000), "writing");
  }
  return (written_by(getpid()) - before) / PASSAGES;
}

/* They come as fast as a scanner reads, and nobody asks for the disk. */
static double write_burst(struct gate_journal *journal) {
  slow_disk = true;
  const double before = written_by(getpid());
  for (uint32_t i = 0; i < BURST; i++) {
    pass(journal, i);
    (void)usleep(33000);
  }
  must(gate_journal_flush(journal, 10000), "writing");
  slow_disk = false;
  return (written_by(getpid()) - before) / BURST;
}

static double write_bare(void) {
  sqlite3 *db = NULL;
  sqlite3_stmt *insert = NULL;
  must(sqlite3_open("bare.db", &db) == SQLITE_OK, "opening SQLite");
  must(sqlite3_exec(db,
                    "pragma journal_mode=wal; pragma synchronous=full;"
                    "create table event (seq integer primary key, at integer, bytes blob)",
                    NULL, NULL, NULL) == SQLITE_OK,
       "making a table");
  must(sqlite3_prepare_v2(db, "insert into event (at, bytes) values (1, ?)", -1, &insert, NULL) ==
           SQLITE_OK,
       "preparing");
  const double before = written_by(getpid());
  for (int i = 0; i < PASSAGES; i++) {
    (void)sqlite3_bind_blob(insert, 1, event_bytes, (int)event_size, SQLITE_STATIC);
    must(sqlite3_step(insert) == SQLITE_DONE, "inserting");
    (void)sqlite3_reset(insert);
  }
  const double bytes = (written_by(getpid()) - before) / PASSAGES;
  (void)sqlite3_finalize(insert);
  (void)sqlite3_close(db);
  return bytes;
}

/* --- at rest ---------------------------------------------------------------------------------- */

static void run_gate(int in) {
  const int log = open("gate.log", O_CREAT | O_WRONLY | O_APPEND, 0600);
  (void)dup2(in, 0);
  (void)dup2(log, 1);
  (void)dup2(log, 2);
  (void)execl(TONGXING_GATE, TONGXING_GATE, "run", "--dir", "gate", "stdin:", (char *)NULL);
  _exit(127);
}

static void make_gate(void) {
  char root[TX_HASH_SIZE * 2 + 1];
  memset(root, '7', sizeof root - 1);
  root[sizeof root - 1] = '\0';
  const pid_t child = fork();
  if (child == 0) {
    (void)freopen("/dev/null", "w", stdout);
    (void)execl(TONGXING_GATE, TONGXING_GATE, "init", "--dir", "gate", "--area", "610113001001",
                "--kind", "pedestrian", "--direction", "in", "--root", root, "--trust-seq", "0",
                "--server", "http://127.0.0.1:9", (char *)NULL);
    _exit(127);
  }
  int status = 0;
  must(waitpid(child, &status, 0) == child && status == 0, "making a gate");
}

/* Its log goes to the same disk. */
static double rest(void) {
  int pipes[2];
  make_gate();
  must(pipe(pipes) == 0, "a pipe");
  const pid_t gate = fork();
  if (gate == 0) {
    (void)close(pipes[1]);
    run_gate(pipes[0]);
  }
  (void)sleep(SETTLE_S);
  const double before = written_by(gate);
  (void)sleep(REST_S);
  const double bytes = written_by(gate) - before;
  (void)kill(gate, SIGTERM);
  must(waitpid(gate, NULL, 0) == gate, "ending the gate");
  (void)close(pipes[0]);
  (void)close(pipes[1]);
  return bytes;
}

int main(void) {
  /* Here and not in /tmp, which may be memory. */
  char folder[] = "p21.XXXXXX";
  struct gate_journal *journal = NULL;
  must(mkdtemp(folder) && chdir(folder) == 0, "a folder here");
  make_event();
  must(gate_journal_open("journal.db", 0, &journal) == TX_OK, "opening the journal");
  const double single = write_singly(journal), bare = write_bare(), burst = write_burst(journal);
  gate_journal_close(journal);
  printf("a passage, durable before the next          %8.1f KB\n", single / 1000);
  printf("bare SQLite, one row a commit               %8.1f KB\n", bare / 1000);
  printf("one of %d, 33 ms apart, commits of 20 ms   %8.1f KB\n", BURST, burst / 1000);
  (void)fflush(stdout);
  printf("%d s of rest with no server                 %8.1f KB\n", REST_S, rest() / 1000);
  printf("P21 ratio %.2f\n", single / bare);
  must(system("rm -r gate *.db* gate.log") == 0, "tidying up");
  return chdir("..") == 0 && rmdir(folder) == 0 ? 0 : 1;
}
