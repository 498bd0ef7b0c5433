/* SPDX-License-Identifier: Apache-2.0 */
/* The command hook: a program that is started for each outcome, with the decision as one line of
 * JSON on its standard input and the verdict in its environment. For whatever has no kind here. */
#include "kinds.h"

#include "host/sys/opening.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define RUNNING_MAX 8 /* more at once means that it hangs */

struct command {
  struct gate_output base;
  char *path;
  pid_t running[RUNNING_MAX];
};

static void reap(struct command *c) {
  for (int i = 0; i < RUNNING_MAX; i++)
    if (c->running[i] > 0 && waitpid(c->running[i], NULL, WNOHANG) != 0) c->running[i] = 0;
}

static pid_t *free_place(struct command *c) {
  for (int i = 0; i < RUNNING_MAX; i++)
    if (c->running[i] == 0) return &c->running[i];
  errno = EBUSY;
  return NULL;
}

/* The decision is shorter than a pipe is deep, so writing it never waits. -1 with errno. */
static int pipe_of(const char *json) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return -1;
  size_t n = strlen(json);
  bool written = write(ends[1], json, n) == (ssize_t)n && write(ends[1], "\n", 1) == 1;
  close(ends[1]);
  if (written) return ends[0];
  close(ends[0]);
  errno = EMSGSIZE;
  return -1;
}

static bool start(struct command *c, const struct gate_signal *s, int in, pid_t *pid) {
  char verdict[32], reason[64], opens[16];
  snprintf(verdict, sizeof verdict, "TONGXING_VERDICT=%s", tx_verdict_name(s->verdict));
  snprintf(reason, sizeof reason, "TONGXING_REASON=%s", tx_reason_name(s->reason));
  snprintf(opens, sizeof opens, "TONGXING_OPEN=%d", s->open);
  char path[] = "PATH=/usr/local/bin:/usr/bin:/bin";
  char *environment[] = { path, verdict, reason, opens, NULL };
  char *arguments[] = { c->path, NULL };
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
  int failed = posix_spawn(pid, c->path, &files, NULL, arguments, environment);
  posix_spawn_file_actions_destroy(&files);
  errno = failed;
  return failed == 0;
}

static bool carry(struct gate_output *output, const struct gate_signal *signal) {
  struct command *c = (struct command *)output;
  reap(c);
  pid_t *place = free_place(c);
  int in = place ? pipe_of(signal->json ? signal->json : "{}") : -1;
  if (in < 0) return false;
  bool started = start(c, signal, in, place);
  if (!started) *place = 0;
  close(in);
  return started;
}

static bool hold(struct gate_output *output, bool held) {
  const struct gate_signal signal = { .verdict = TX_ALLOW, .reason = TX_HELD_OPEN, .open = held };
  return carry(output, &signal);
}

static bool any_running(struct command *c) {
  reap(c);
  for (int i = 0; i < RUNNING_MAX; i++)
    if (c->running[i] > 0) return true;
  return false;
}

static void close_command(struct gate_output *output) {
  struct command *c = (struct command *)output;
  for (int tries = 0; tries < 20 && any_running(c); tries++)
    usleep(50000);
  for (int i = 0; i < RUNNING_MAX; i++) {
    if (c->running[i] <= 0) continue;
    kill(c->running[i], SIGKILL);
    waitpid(c->running[i], NULL, 0);
  }
  free(c->path);
  free(c);
}

static struct gate_output *open_command(const char *rest, char *error, size_t cap) {
  if (access(rest, X_OK) != 0) {
    host_open_absent(error, cap, "command:%s: the program cannot be run", rest);
    return NULL;
  }
  struct command *c = calloc(1, sizeof *c);
  if (c) c->path = strdup(rest);
  if (c && c->path) return &c->base;
  free(c);
  return NULL;
}

const struct gate_output_kind gate_output_command = {
  .name = "command",
  .rest = "PROGRAM",
  .zh = "每次判定运行一个程序，判定内容由标准输入给出",
  .en = "a program that is run for each outcome, with the decision on its standard input",
  .open = open_command,
  .carry = carry,
  .hold = hold,
  .close = close_command,
};
