/* SPDX-License-Identifier: Apache-2.0 */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static bool runs(const char *path) {
  return access(path, X_OK) == 0;
}

bool host_child_find(const char *name, const char *installed, const char *given, char *path,
                     size_t cap) {
  snprintf(path, cap, "%s", given ? given : installed);
  if (given) return runs(path);
  char self[4096];
  const ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
  if (n <= 0) return runs(path);
  self[n] = 0;
  char *slash = strrchr(self, '/');
  if (!slash) return runs(path);
  *slash = 0;
  char beside[sizeof self + 64];
  snprintf(beside, sizeof beside, "%s/%s", self, name);
  if (runs(beside)) snprintf(path, cap, "%s", beside);
  return runs(path);
}

/* Numbers above those wanted, so that moving one never steps on another. */
static bool lift(const int *fds, size_t count, int *high) {
  for (size_t i = 0; i < count; i++)
    if ((high[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, HOST_CHILD_FD + (int)count)) < 0) return false;
  return true;
}

static void drop(const int *high, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (high[i] >= 0) close(high[i]);
}

static int arrange(posix_spawn_file_actions_t *actions, const int *high, size_t count) {
  int failed = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDWR, 0);
  failed |= posix_spawn_file_actions_adddup2(actions, STDIN_FILENO, STDOUT_FILENO);
  for (size_t i = 0; i < count; i++)
    failed |= posix_spawn_file_actions_adddup2(actions, high[i], HOST_CHILD_FD + (int)i);
  failed |= posix_spawn_file_actions_addclosefrom_np(actions, HOST_CHILD_FD + (int)count);
  return failed;
}

/* What the parent ignores or blocks must not be inherited: a child dies of what it does wrong. */
static int plain_signals(posix_spawnattr_t *attributes) {
  sigset_t all, none;
  sigfillset(&all);
  sigemptyset(&none);
  int failed = posix_spawnattr_setsigdefault(attributes, &all);
  failed |= posix_spawnattr_setsigmask(attributes, &none);
  failed |= posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  return failed;
}

static int spawn(const char *path, const int *high, size_t count, pid_t *pid) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  const char *slash = strrchr(path, '/');
  char name[64], *arguments[] = { name, NULL }, *environment[] = { NULL };
  snprintf(name, sizeof name, "%s", slash ? slash + 1 : path);
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  int failed = arrange(&actions, high, count) | plain_signals(&attributes);
  if (!failed) failed = posix_spawn(pid, path, &actions, &attributes, arguments, environment);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return failed;
}

pid_t host_child_start(const char *path, const int *fds, size_t count) {
  int high[HOST_CHILD_FDS_MAX] = { -1, -1, -1, -1 };
  pid_t pid = -1;
  if (count > HOST_CHILD_FDS_MAX) return errno = EINVAL, -1;
  const int failed = lift(fds, count, high) ? spawn(path, high, count, &pid) : errno;
  drop(high, count);
  errno = failed;
  return failed ? -1 : pid;
}

#ifdef TX_COUNTED
/* Who is killed writes no counts. */
static void let_end(pid_t pid) {
  siginfo_t ended = { 0 };
  for (int i = 0; i < 100 && ended.si_pid == 0; i++) {
    if (i) usleep(10000);
    if (waitid(P_PID, (id_t)pid, &ended, WEXITED | WNOHANG | WNOWAIT) != 0) return;
  }
}
#endif

void host_child_end(pid_t pid) {
  if (pid < 1) return;
#ifdef TX_COUNTED
  let_end(pid);
#endif
  kill(pid, SIGKILL);
  while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
  }
}
