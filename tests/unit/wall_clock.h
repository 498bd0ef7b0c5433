/* SPDX-License-Identifier: Apache-2.0 */
/* A wall clock that a test sets, and no other: the C library's clock_gettime is replaced for the
 * whole program. */
#ifndef TEST_WALL_CLOCK_H
#define TEST_WALL_CLOCK_H

#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static _Atomic time_t wall_ahead_s;

/* The C library's own names of parameters are reserved. */
/* NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name) */
int clock_gettime(clockid_t id, struct timespec *t) {
  if (syscall(SYS_clock_gettime, id, t) != 0) return -1;
  if (id == CLOCK_REALTIME) t->tv_sec += wall_ahead_s;
  return 0;
}

#endif
