/* SPDX-License-Identifier: Apache-2.0 */
#include "process.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static int64_t now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* --- to the end ------------------------------------------------------------------------------- */

struct pipes {
  int in[2], out[2], err[2];
};

static void must(bool held, const char *what) {
  if (held) return;
  fprintf(stderr, "process: %s: %s\n", what, strerror(errno));
  abort();
}

static pid_t spawn(const struct pipes *pipes, const char *const *arguments) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, pipes->in[0], 0);
  posix_spawn_file_actions_adddup2(&actions, pipes->out[1], 1);
  posix_spawn_file_actions_adddup2(&actions, pipes->err[1], 2);
  pid_t pid = -1;
  int failed = posix_spawn(&pid, arguments[0], &actions, NULL, (char *const *)arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  errno = failed;
  must(failed == 0, arguments[0]);
  return pid;
}

struct drain {
  int fd;
  char *into;
  size_t n;
};

/* What does not fit is read and forgotten, so that the program never waits for us. */
static bool drain_some(struct drain *drain) {
  char chunk[4096];
  ssize_t got = read(drain->fd, chunk, sizeof chunk);
  if (got <= 0) return false;
  size_t room = PROCESS_OUT_MAX - 1 - drain->n;
  size_t kept = (size_t)got < room ? (size_t)got : room;
  memcpy(drain->into + drain->n, chunk, kept);
  drain->n += kept;
  drain->into[drain->n] = 0;
  return true;
}

/* Until both ends are closed; false when time is up. */
static bool drain_both(struct drain drains[2], int64_t until_ms) {
  int open = 2;
  while (open > 0) {
    int64_t left_ms = until_ms - now_ms();
    if (left_ms <= 0) return false;
    struct pollfd ready[2] = { { .fd = drains[0].fd, .events = POLLIN },
                               { .fd = drains[1].fd, .events = POLLIN } };
    if (poll(ready, 2, (int)left_ms) < 0 && errno != EINTR) return false;
    for (int i = 0; i < 2; i++) {
      if (!ready[i].revents || drain_some(&drains[i])) continue;
      drains[i].fd = -1;
      open--;
    }
  }
  return true;
}

static int await_exit(pid_t pid, bool in_time) {
  if (!in_time) kill(pid, SIGKILL);
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
    continue;
  return in_time && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void process_feed(struct said *said, const char *input, const char *const *arguments) {
  struct pipes pipes;
  must(pipe2(pipes.in, O_CLOEXEC) == 0 && pipe2(pipes.out, O_CLOEXEC) == 0 &&
           pipe2(pipes.err, O_CLOEXEC) == 0,
       "pipe");
  said->out[0] = said->err[0] = 0;
  signal(SIGPIPE, SIG_IGN);
  pid_t pid = spawn(&pipes, arguments);
  close(pipes.in[0]);
  close(pipes.out[1]);
  close(pipes.err[1]);
  /* Inputs of tests are short: a pipe holds them. */
  if (write(pipes.in[1], input, strlen(input)) < 0) said->err[0] = 0;
  close(pipes.in[1]);
  struct drain drains[2] = { { pipes.out[0], said->out, 0 }, { pipes.err[0], said->err, 0 } };
  bool in_time = drain_both(drains, now_ms() + PROCESS_TIME_OUT_MS);
  said->status = await_exit(pid, in_time);
  close(pipes.out[0]);
  close(pipes.err[0]);
}

void process_run(struct said *said, const char *const *arguments) {
  process_feed(said, "", arguments);
}

/* --- left running ----------------------------------------------------------------------------- */

pid_t process_start(const char *log_path, const char *const *arguments) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, log_path, O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  pid_t pid = -1;
  int failed = posix_spawn(&pid, arguments[0], &actions, NULL, (char *const *)arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  return failed ? -1 : pid;
}

int process_end(pid_t pid, int signal) {
  int status = 0;
  kill(pid, signal);
  int64_t until_ms = now_ms() + PROCESS_TIME_OUT_MS;
  while (waitpid(pid, &status, WNOHANG) == 0) {
    if (now_ms() > until_ms) kill(pid, SIGKILL);
    usleep(5000);
  }
  return status;
}

/* --- folders and ports ------------------------------------------------------------------------ */

void process_folder(char path[64]) {
  const char *root = getenv("TMPDIR");
  const int n = snprintf(path, 64, "%s/tongxing-test-XXXXXX", root && root[0] ? root : "/tmp");
  must(n < 64 && mkdtemp(path), "a folder under TMPDIR");
}

static int remove_one(const char *path, const struct stat *stat, int type, struct FTW *walk) {
  (void)stat, (void)type, (void)walk;
  return remove(path);
}

void process_folder_remove(const char *path) {
  nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

void process_write(const char *folder, const char *name, const void *bytes, size_t n) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "w");
  must(file && fwrite(bytes, 1, n, file) == n && fclose(file) == 0, path);
}

static struct sockaddr_in loopback(int port) {
  return (struct sockaddr_in){ .sin_family = AF_INET,
                               .sin_port = htons((uint16_t)port),
                               .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

int process_free_port(void) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  must(fd >= 0 && bind(fd, (struct sockaddr *)&address, size) == 0 &&
           getsockname(fd, (struct sockaddr *)&address, &size) == 0,
       "a free port");
  close(fd);
  return ntohs(address.sin_port);
}

bool process_await_port(int port) {
  struct sockaddr_in address = loopback(port);
  for (int tries = 0; tries < 200; tries++) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool answered = connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
    close(fd);
    if (answered) return true;
    usleep(50000);
  }
  return false;
}
