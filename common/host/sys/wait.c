/* SPDX-License-Identifier: Apache-2.0 */
#include "wait.h"

#include <time.h>

int64_t host_wait_now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void host_wait_init(pthread_cond_t *cond) {
  pthread_condattr_t monotonic;
  pthread_condattr_init(&monotonic);
  pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init(cond, &monotonic);
  pthread_condattr_destroy(&monotonic);
}

struct timespec host_timespec(int64_t ms) {
  return (struct timespec){ .tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000 * 1000000) };
}

bool host_wait_until(pthread_cond_t *cond, pthread_mutex_t *lock, int64_t until_ms) {
  const struct timespec until = host_timespec(until_ms);
  return pthread_cond_timedwait(cond, lock, &until) == 0;
}
