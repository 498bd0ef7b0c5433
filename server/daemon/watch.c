/* SPDX-License-Identifier: Apache-2.0 */
#include "watch.h"

#include "host/sys/log.h"
#include "host/sys/wait.h"

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
  pthread_mutex_lock(&watch->lock);
  while (!watch->stopping) {
    host_watchdog_tell(&watchdog, lives(watch));
    int64_t next_ms = host_wait_now_ms() + host_watchdog_pause_ms();
    while (!watch->stopping && host_wait_until(&watch->stop, &watch->lock, next_ms)) {
    }
  }
  pthread_mutex_unlock(&watch->lock);
  return NULL;
}

void watch_start(struct watch *watch) {
  host_pulse_beat(&watch->jobs);
  pthread_mutex_init(&watch->lock, NULL);
  host_wait_init(&watch->stop);
  watch->runs = pthread_create(&watch->thread, NULL, look, watch) == 0;
  if (!watch->runs) host_log(HOST_ERROR, "watchdog: no thread for it; the manager will restart");
}

void watch_stop(struct watch *watch) {
  pthread_mutex_lock(&watch->lock);
  watch->stopping = true;
  pthread_cond_signal(&watch->stop);
  pthread_mutex_unlock(&watch->lock);
  if (watch->runs) pthread_join(watch->thread, NULL);
  pthread_cond_destroy(&watch->stop);
  pthread_mutex_destroy(&watch->lock);
}
