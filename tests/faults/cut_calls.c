/* SPDX-License-Identifier: Apache-2.0 */
/* For a program that is started with this preloaded: the CUT_AT-th of its calls that change a disk
 * fails (CUT_HOW=fail), or the program is gone before it (CUT_HOW=die). CUT_LEFT names a file that
 * is made when there were fewer calls than that. */
#include "preload.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static long count;

static bool cut(void) {
  const char *at = getenv("CUT_AT"), *how = getenv("CUT_HOW");
  if (!at || ++count != strtol(at, NULL, 10)) return false;
  if (how && strcmp(how, "die") == 0) raise(SIGKILL);
  errno = EIO;
  return true;
}

__attribute__((destructor)) static void say_what_is_left(void) {
  const char *at = getenv("CUT_AT"), *left = getenv("CUT_LEFT");
  if (at && left && count < strtol(at, NULL, 10)) (void)mknod(left, S_IFREG | 0600, 0);
}

/* The C library's own names of parameters are reserved. */
/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name) */
int open(const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = mode_of(flags, list);
  va_end(list);
  return (flags & O_CREAT) && cut() ? -1 : NEXT(open)(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = mode_of(flags, list);
  va_end(list);
  return (flags & O_CREAT) && cut() ? -1 : NEXT(open64)(path, flags, mode);
}

int mkostemp(char *path, int flags) {
  return cut() ? -1 : NEXT(mkostemp)(path, flags);
}

int mkostemp64(char *path, int flags) {
  return cut() ? -1 : NEXT(mkostemp64)(path, flags);
}

ssize_t write(int fd, const void *bytes, size_t n) {
  return fd > STDERR_FILENO && cut() ? -1 : NEXT(write)(fd, bytes, n);
}

int fsync(int fd) {
  return cut() ? -1 : NEXT(fsync)(fd);
}

int fdatasync(int fd) {
  return cut() ? -1 : NEXT(fdatasync)(fd);
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at) {
  return cut() ? -1 : NEXT(pwrite64)(fd, bytes, n, at);
}

int ftruncate64(int fd, off64_t length) {
  return cut() ? -1 : NEXT(ftruncate64)(fd, length);
}

int fchmod(int fd, mode_t mode) {
  return cut() ? -1 : NEXT(fchmod)(fd, mode);
}

int flock(int fd, int operation) {
  return cut() ? -1 : NEXT(flock)(fd, operation);
}

int mkdir(const char *path, mode_t mode) {
  return cut() ? -1 : NEXT(mkdir)(path, mode);
}

int rename(const char *old, const char *new) {
  return cut() ? -1 : NEXT(rename)(old, new);
}

int renameat2(int from, const char *old, int to, const char *new, unsigned flags) {
  return cut() ? -1 : NEXT(renameat2)(from, old, to, new, flags);
}

int unlink(const char *path) {
  return cut() ? -1 : NEXT(unlink)(path);
}
/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */
