/* SPDX-License-Identifier: Apache-2.0 */
#include "descriptors.h"

#include <limits.h>
#include <stdatomic.h>
#include <sys/resource.h>

#define RESERVE 128 /* databases, logs, devices, and connections that are being closed */
#define LEAST 8

static atomic_uint set_aside;

void host_descriptors_raise(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit); /* refused: it stays as it was */
}

size_t host_descriptors_max(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
  return limit.rlim_cur > INT_MAX ? INT_MAX : (size_t)limit.rlim_cur;
}

unsigned host_descriptors_take(unsigned wanted) {
  size_t most = host_descriptors_max(), used = RESERVE + atomic_load(&set_aside);
  size_t half = most > used ? (most - used) / 2 : 0;
  unsigned count = wanted < half ? wanted : (unsigned)half;
  if (count < LEAST) count = LEAST;
  atomic_fetch_add(&set_aside, count);
  return count;
}

void host_descriptors_give(unsigned count) {
  atomic_fetch_sub(&set_aside, count);
}
