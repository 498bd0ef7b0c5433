/* SPDX-License-Identifier: Apache-2.0 */
#include "watch.h"

#include "host/sys/log.h"

#include <time.h>

#define TICK_MS 200
#define TICKS_A_SECOND 5
#define JOBS_MS (15 * 60 * 1000) /* none takes as long */

static bool lives(const struct watch *watch) {
  int64_t patience_ms = host_watchdog_patience_ms();
  for (size_t i = 0; i < WATCHED_MAX; i++)
    if (watch->listeners[i] && !host_http_turns(watch->listeners[i], patience_ms)) return false;
  return host_pulse_beats(&watch->jobs, JOBS_MS);
}

static void *look(void *context) {
  struct watch *watch = context;
  struct host_watchdog watchdog = { 0 };
  for (unsigned tick = 0; !atomic_load(&watch->stopping); tick++) {
    if (tick % TICKS_A_SECOND == 0) host_watchdog_tell(&watchdog, lives(watch));
    nanosleep(&(struct timespec){ .tv_nsec = TICK_MS * 1000000L }, NULL);
  }
  return NULL;
}

void watch_start(struct watch *watch) {
  host_pulse_beat(&watch->jobs);
  watch->runs = pthread_create(&watch->thread, NULL, look, watch) == 0;
  if (!watch->runs) host_log(HOST_ERROR, "watchdog: no thread for it; the manager will restart");
}

void watch_stop(struct watch *watch) {
  atomic_store(&watch->stopping, true);
  if (watch->runs) pthread_join(watch->thread, NULL);
}
