/* SPDX-License-Identifier: Apache-2.0 */
/* Condition variables whose deadlines are on the monotonic clock: pthread_cond_init alone makes
 * them wait on the wall clock, and one that is set back by a year holds a thread for a year. */
#ifndef HOST_WAIT_H
#define HOST_WAIT_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/* Milliseconds of CLOCK_MONOTONIC: of no known beginning, never back. Deadlines below are its. */
int64_t host_wait_now_ms(void);

/* That long, or until then. */
struct timespec host_timespec(int64_t ms);

/* For host_wait_until; pthread_cond_destroy ends it. */
void host_wait_init(pthread_cond_t *cond);

/* As pthread_cond_timedwait, with its spurious returns. False: the deadline has passed. */
bool host_wait_until(pthread_cond_t *cond, pthread_mutex_t *lock, int64_t until_ms);

#endif
