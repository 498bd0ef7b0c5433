/* SPDX-License-Identifier: Apache-2.0 */
#include "launch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "protocol.h"

#ifndef TONGXING_DECODER_INSTALLED
#define TONGXING_DECODER_INSTALLED "/usr/libexec/tongxing-decoder"
#endif

static bool runs(const char *path) {
  return access(path, X_OK) == 0;
}

bool eye_launch_find(const char *given, char *path, size_t cap) {
  snprintf(path, cap, "%s", given ? given : TONGXING_DECODER_INSTALLED);
  if (given) return runs(path);
  char self[4096];
  const ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
  if (n <= 0) return runs(path);
  self[n] = 0;
  char *name = strrchr(self, '/');
  if (!name) return runs(path);
  *name = 0;
  char beside[4096 + 20];
  snprintf(beside, sizeof beside, "%s/tongxing-decoder", self);
  if (runs(beside)) snprintf(path, cap, "%s", beside);
  return runs(path);
}

/* Numbers above those wanted, so that moving one never steps on another. */
static bool lift(int *fd) {
  const int high = fcntl(*fd, F_DUPFD_CLOEXEC, EYE_FD_TALK + 1);
  if (high < 0) return false;
  close(*fd);
  *fd = high;
  return true;
}

static int arrange(posix_spawn_file_actions_t *actions, int pictures, int talk) {
  int failed = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDWR, 0);
  failed |= posix_spawn_file_actions_adddup2(actions, STDIN_FILENO, STDOUT_FILENO);
  failed |= posix_spawn_file_actions_adddup2(actions, pictures, EYE_FD_PICTURES);
  failed |= posix_spawn_file_actions_adddup2(actions, talk, EYE_FD_TALK);
  failed |= posix_spawn_file_actions_addclosefrom_np(actions, EYE_FD_TALK + 1);
  return failed;
}

/* What the gate ignores or blocks must not be inherited: the eye dies of what it does wrong. */
static int plain_signals(posix_spawnattr_t *attributes) {
  sigset_t all, none;
  sigfillset(&all);
  sigemptyset(&none);
  int failed = posix_spawnattr_setsigdefault(attributes, &all);
  failed |= posix_spawnattr_setsigmask(attributes, &none);
  failed |= posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  return failed;
}

static int spawn(const char *path, int pictures, int talk, pid_t *pid) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  char name[] = "tongxing-decoder", *arguments[] = { name, NULL }, *environment[] = { NULL };
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  int failed = arrange(&actions, pictures, talk) | plain_signals(&attributes);
  if (!failed) failed = posix_spawn(pid, path, &actions, &attributes, arguments, environment);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return failed;
}

pid_t eye_launch(const char *path, int pictures, int *talk) {
  int ends[2];
  pid_t pid = -1;
  *talk = -1;
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return -1;
  int memory = fcntl(pictures, F_DUPFD_CLOEXEC, EYE_FD_TALK + 1);
  const int failed = memory < 0 || !lift(&ends[1]) ? errno : spawn(path, memory, ends[1], &pid);
  if (memory >= 0) close(memory);
  close(ends[1]);
  if (!failed) {
    *talk = ends[0];
    return pid;
  }
  close(ends[0]);
  errno = failed;
  return -1;
}
