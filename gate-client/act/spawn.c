/* SPDX-License-Identifier: Apache-2.0 */
#include "act/spawn.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static size_t count(const char *const list[]) {
  size_t n = 0;
  while (list[n])
    n++;
  return n;
}

/* Our own environment and more behind it; only the array is allocated. */
static char **merged(const char *const more[]) {
  size_t own = count((const char *const *)environ), n = count(more);
  char **all = calloc(own + n + 1, sizeof *all);
  if (!all) return NULL;
  memcpy(all, environ, own * sizeof *all);
  memcpy(all + own, more, n * sizeof *all);
  return all;
}

pid_t gate_spawn(const char *const argv[], const char *const environment[]) {
  pid_t pid = -1;
  posix_spawn_file_actions_t files;
  char **all = merged(environment);
  if (!all) return -1;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  if (posix_spawn(&pid, argv[0], &files, NULL, (char *const *)argv, all) != 0) pid = -1;
  posix_spawn_file_actions_destroy(&files);
  free(all);
  return pid;
}

bool gate_spawn_reap(pid_t pid, int *status) {
  return waitpid(pid, status, WNOHANG) == pid;
}
