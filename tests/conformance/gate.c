/* SPDX-License-Identifier: Apache-2.0 */
#include "gate.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void run(char *const *argv, const int in[2], const int out[2]) {
  dup2(in[0], STDIN_FILENO);
  dup2(out[1], STDOUT_FILENO);
  close(in[0]);
  close(in[1]);
  close(out[0]);
  close(out[1]);
  execvp(argv[0], argv);
  fprintf(stderr, "%s: %s\n", argv[0], strerror(errno));
  _exit(127);
}

bool gate_process_start(struct gate_process *gate, char *const *argv) {
  int in[2], out[2];
  *gate = (struct gate_process){ .out = -1 };
  if (!shelf_open(&gate->shelf)) return false;
  signal(SIGPIPE, SIG_IGN);
  if (pipe(in) != 0 || pipe(out) != 0) return false;
  gate->pid = fork();
  if (gate->pid == 0) run(argv, in, out);
  close(in[0]);
  close(out[1]);
  gate->in = fdopen(in[1], "w");
  gate->out = out[0];
  return gate->pid > 0 && gate->in;
}

/* Its output ends when it does. One that writes on, or stays, is ended. */
static void wait_for_end(const struct gate_process *gate) {
  struct pollfd ready = { .fd = gate->out, .events = POLLIN };
  char rest[4096];
  for (int i = 0; i < 16 && poll(&ready, 1, GATE_END_MS) > 0; i++)
    if (read(gate->out, rest, sizeof rest) <= 0) return;
  kill(gate->pid, SIGKILL);
}

void gate_process_end(struct gate_process *gate) {
  if (gate->in) fclose(gate->in);
  if (gate->pid > 0) {
    wait_for_end(gate);
    waitpid(gate->pid, NULL, 0);
  }
  if (gate->out >= 0) close(gate->out);
  shelf_close(&gate->shelf);
  *gate = (struct gate_process){ .out = -1 };
}

static json_t *give_up(struct gate_process *gate, const char *why) {
  snprintf(gate->wrong, sizeof gate->wrong, "%s", why);
  return NULL;
}

/* A line that came whole, without its end; NULL: not yet. */
static char *find_line(struct gate_process *gate) {
  char *end = memchr(gate->rest, '\n', gate->n);
  if (end) *end = '\0';
  return end ? gate->rest : NULL;
}

static void forget_line(struct gate_process *gate, const char *line) {
  const size_t n = strlen(line) + 1;
  memmove(gate->rest, gate->rest + n, gate->n - n);
  gate->n -= n;
}

/* Until it writes; meanwhile it may fetch what it was offered. False: it does not. */
static bool wait_for_answer(const struct gate_process *gate) {
  struct pollfd ready[2] = { { .fd = gate->out, .events = POLLIN },
                             { .fd = gate->shelf.listener, .events = POLLIN } };
  while (poll(ready, 2, GATE_PATIENCE_MS) > 0) {
    if (ready[0].revents) return true;
    shelf_answer(&gate->shelf);
  }
  return false;
}

static json_t *read_answer(struct gate_process *gate) {
  char *line;
  while (!(line = find_line(gate))) {
    if (gate->n == sizeof gate->rest) return give_up(gate, "its line is too long");
    if (!wait_for_answer(gate)) return give_up(gate, "nothing, for 20 s");
    const ssize_t n = read(gate->out, gate->rest + gate->n, sizeof gate->rest - gate->n);
    if (n <= 0) return give_up(gate, "nothing: its program ended");
    gate->n += (size_t)n;
  }
  json_t *answer = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
  forget_line(gate, line);
  if (!json_is_object(answer)) json_decref(answer);
  return json_is_object(answer) ? answer : give_up(gate, "a line that is no JSON object");
}

json_t *gate_process_ask(struct gate_process *gate, json_t *question) {
  char *text = json_dumps(question, JSON_COMPACT);
  json_decref(question);
  if (!text) abort();
  const bool sent = fprintf(gate->in, "%s\n", text) > 0 && fflush(gate->in) == 0;
  free(text);
  return sent ? read_answer(gate) : give_up(gate, "nothing: its program ended");
}
