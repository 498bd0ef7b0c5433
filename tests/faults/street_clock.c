/* SPDX-License-Identifier: Apache-2.0 */
/* A wall clock that a test sets, for a program that is started with this preloaded: as far from the
 * true one as the file that STREET_CLOCK names says, in seconds. It may be set while it runs. Where
 * STREET_BOOT names a file, the boot is called what stands in it. */
/* Here open and open64 are two names. */
#undef _FILE_OFFSET_BITS
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const char *offset; /* text, 32 bytes; mapped, because the eye may open no files */

__attribute__((constructor)) static void map_offset(void) {
  const char *path = getenv("STREET_CLOCK");
  int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  if (fd < 0) return;
  void *mapped = mmap(NULL, 32, PROT_READ, MAP_SHARED, fd, 0);
  if (mapped != MAP_FAILED) offset = mapped;
  close(fd);
}

/* The C library's own names of parameters are reserved. */
/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name) */
int clock_gettime(clockid_t id, struct timespec *t) {
  if (syscall(SYS_clock_gettime, id, t) != 0) return -1;
  if (offset && id == CLOCK_REALTIME) t->tv_sec += strtoll(offset, NULL, 10);
  return 0;
}

time_t time(time_t *out) {
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  if (out) *out = t.tv_sec;
  return t.tv_sec;
}

int gettimeofday(struct timeval *restrict out, void *restrict zone) {
  (void)zone;
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  *out = (struct timeval){ .tv_sec = t.tv_sec, .tv_usec = t.tv_nsec / 1000 };
  return 0;
}

static const char *boot_elsewhere(const char *path) {
  const char *boot = getenv("STREET_BOOT");
  return boot && strcmp(path, "/proc/sys/kernel/random/boot_id") == 0 ? boot : path;
}

int open(const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = flags & O_CREAT ? va_arg(list, mode_t) : 0;
  va_end(list);
  return (int)syscall(SYS_openat, AT_FDCWD, boot_elsewhere(path), flags, mode);
}

int open64(const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = flags & O_CREAT ? va_arg(list, mode_t) : 0;
  va_end(list);
  return (int)syscall(SYS_openat, AT_FDCWD, boot_elsewhere(path), flags, mode);
}
/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */
