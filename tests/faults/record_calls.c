/* SPDX-License-Identifier: Apache-2.0 */
/* For a program that is started with this preloaded: what it does to the files below RECORD_BELOW
 * is written to RECORD_LOG, call by call, for replay.py. An entry is a line "CALL INODE AT SIZE
 * MODE NAME NAME", its names ended by a TAB each, and the SIZE bytes that were written. A
 * database's index in shared memory is no file that outlives its readers, and is left out. */
#include "preload.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define PATH_ROOM 1024

static int log_fd = -1;
static const char *below;

__attribute__((constructor)) static void open_log(void) {
  const char *path = getenv("RECORD_LOG");
  below = getenv("RECORD_BELOW");
  if (path && below)
    log_fd =
        (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
}

/* path as it stands from the root of the file system, its last part whether it is there or not. */
static bool find_path(const char *path, char out[PATH_ROOM]) {
  const char *last = strrchr(path, '/');
  char folder[PATH_ROOM] = ".", whole[PATH_MAX];
  if (last && last > path) snprintf(folder, sizeof folder, "%.*s", (int)(last - path), path);
  if (log_fd < 0 || !realpath(folder, whole)) return false;
  const int n = snprintf(out, PATH_ROOM, "%s/%s", whole, last ? last + 1 : path);
  return n < PATH_ROOM && strncmp(out, below, strlen(below)) == 0 && !strstr(out, ".db-shm");
}

static bool find_fd(int fd, char out[PATH_ROOM]) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const ssize_t n = log_fd < 0 ? -1 : readlink(link, out, PATH_ROOM - 1);
  if (n <= 0) return false;
  out[n] = 0;
  return strncmp(out, below, strlen(below)) == 0 && !strstr(out, ".db-shm");
}

struct entry {
  const char *call, *name, *other;
  ino_t inode;
  off64_t at;
  mode_t mode;
};

/* One write, so that no entry stands in another. */
static void record(const struct entry *e, const void *bytes, size_t n) {
  char head[2 * PATH_ROOM + 128];
  const int length =
      snprintf(head, sizeof head, "%s %llu %lld %zu %o %s\t%s\t\n", e->call,
               (unsigned long long)e->inode, (long long)e->at, n, (unsigned)e->mode & 0777u,
               e->name ? e->name : "", e->other ? e->other : "");
  const struct iovec parts[] = { { head, (size_t)length }, { (void *)(uintptr_t)bytes, n } };
  if (syscall(SYS_writev, log_fd, parts, bytes ? 2 : 1) < 0) abort();
}

static void record_fd(const char *call, int fd, off64_t at, const void *bytes, size_t n) {
  const int error = errno;
  char path[PATH_ROOM];
  struct stat st;
  if (find_fd(fd, path) && fstat(fd, &st) == 0) {
    const struct entry e = { call, path, NULL, st.st_ino, at, st.st_mode };
    record(&e, bytes, n);
  }
  errno = error;
}

static void record_names(const char *call, const char *name, const char *other, mode_t mode) {
  const int error = errno;
  char path[PATH_ROOM], second[PATH_ROOM] = "";
  if (find_path(name, path) && (!other || find_path(other, second))) {
    const struct entry e = { call, path, second, 0, 0, mode };
    record(&e, NULL, 0);
  }
  errno = error;
}

static bool is_there(const char *path) {
  struct stat st;
  return lstat(path, &st) == 0;
}

static bool is_regular(const char *path) {
  struct stat st;
  return lstat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* was: the file had been there before. */
static int opened(int fd, int flags, bool was) {
  if (fd >= 0 && (flags & O_CREAT) && !was) record_fd("make", fd, 0, NULL, 0);
  if (fd >= 0 && (flags & O_TRUNC) && was) record_fd("cut", fd, 0, NULL, 0);
  return fd;
}

/* The C library's own names of parameters are reserved. */
/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name) */
int open(const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = mode_of(flags, list);
  va_end(list);
  const bool was = is_there(path);
  return opened(NEXT(open)(path, flags, mode), flags, was);
}

int open64(const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = mode_of(flags, list);
  va_end(list);
  const bool was = is_there(path);
  return opened(NEXT(open64)(path, flags, mode), flags, was);
}

static bool is_there_at(int folder, const char *path) {
  struct stat st;
  return fstatat(folder, path, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

int openat(int folder, const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = mode_of(flags, list);
  va_end(list);
  const bool was = is_there_at(folder, path);
  return opened(NEXT(openat)(folder, path, flags, mode), flags, was);
}

int openat64(int folder, const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = mode_of(flags, list);
  va_end(list);
  const bool was = is_there_at(folder, path);
  return opened(NEXT(openat64)(folder, path, flags, mode), flags, was);
}

int mkostemp(char *path, int flags) {
  return opened(NEXT(mkostemp)(path, flags), O_CREAT, false);
}

int mkostemp64(char *path, int flags) {
  return opened(NEXT(mkostemp64)(path, flags), O_CREAT, false);
}

ssize_t write(int fd, const void *bytes, size_t n) {
  const ssize_t written = NEXT(write)(fd, bytes, n);
  if (written > 0 && fd > STDERR_FILENO)
    record_fd("write", fd, lseek64(fd, 0, SEEK_CUR) - written, bytes, (size_t)written);
  return written;
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at) {
  const ssize_t written = NEXT(pwrite)(fd, bytes, n, at);
  if (written > 0) record_fd("write", fd, at, bytes, (size_t)written);
  return written;
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at) {
  const ssize_t written = NEXT(pwrite64)(fd, bytes, n, at);
  if (written > 0) record_fd("write", fd, at, bytes, (size_t)written);
  return written;
}

int ftruncate(int fd, off_t length) {
  const int result = NEXT(ftruncate)(fd, length);
  if (result == 0) record_fd("cut", fd, length, NULL, 0);
  return result;
}

int ftruncate64(int fd, off64_t length) {
  const int result = NEXT(ftruncate64)(fd, length);
  if (result == 0) record_fd("cut", fd, length, NULL, 0);
  return result;
}

int fchmod(int fd, mode_t mode) {
  const int result = NEXT(fchmod)(fd, mode);
  if (result == 0) record_fd("mode", fd, 0, NULL, 0);
  return result;
}

int fsync(int fd) {
  const int result = NEXT(fsync)(fd);
  if (result == 0) record_fd("sync", fd, 0, NULL, 0);
  return result;
}

int fdatasync(int fd) {
  const int result = NEXT(fdatasync)(fd);
  if (result == 0) record_fd("sync", fd, 0, NULL, 0);
  return result;
}

int mkdir(const char *path, mode_t mode) {
  const int result = NEXT(mkdir)(path, mode);
  if (result == 0) record_names("mkdir", path, NULL, mode);
  return result;
}

int rename(const char *old, const char *new) {
  const int result = NEXT(rename)(old, new);
  if (result == 0) record_names("rename", old, new, 0);
  return result;
}

int renameat2(int from, const char *old, int to, const char *new, unsigned flags) {
  const int result = NEXT(renameat2)(from, old, to, new, flags);
  if (result == 0) record_names("rename", old, new, 0);
  return result;
}

int unlink(const char *path) {
  const bool was = is_regular(path);
  const int result = NEXT(unlink)(path);
  if (result == 0 && was) record_names("unlink", path, NULL, 0);
  return result;
}

int rmdir(const char *path) {
  const int result = NEXT(rmdir)(path);
  if (result == 0) record_names("unlink", path, NULL, 0);
  return result;
}
/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */
