/* SPDX-License-Identifier: Apache-2.0 */
#include "watchdog.h"

#include "log.h"
#include "notify.h"
#include "wait.h"

#include <stdlib.h>

#define PATIENCE_MS 15000
#define LEAST_MS 2000 /* who comes around twice a second is not slow */

void host_pulse_beat(struct host_pulse *pulse) {
  atomic_store(&pulse->at_ms, host_wait_now_ms());
}

bool host_pulse_beats(const struct host_pulse *pulse, int64_t within_ms) {
  return host_wait_now_ms() - atomic_load(&pulse->at_ms) <= within_ms;
}

int64_t host_watchdog_patience_ms(void) {
  const char *interval = getenv("WATCHDOG_USEC");
  int64_t half_ms = interval ? strtoll(interval, NULL, 10) / 2000 : 0;
  if (half_ms <= 0) return PATIENCE_MS;
  return half_ms < LEAST_MS ? LEAST_MS : half_ms;
}

int64_t host_watchdog_pause_ms(void) {
  return host_watchdog_patience_ms() / 4;
}

void host_watchdog_tell(struct host_watchdog *watchdog, bool lives) {
  if (lives) host_notify("WATCHDOG=1");
  if (lives != watchdog->silent) return;
  watchdog->silent = !lives;
  if (lives)
    host_log(HOST_NOTICE, "watchdog: every thread comes around again");
  else
    host_log(HOST_ERROR,
             "watchdog: a thread has not come around for %lld s; the service manager will restart "
             "this program",
             (long long)host_watchdog_patience_ms() / 1000);
}
