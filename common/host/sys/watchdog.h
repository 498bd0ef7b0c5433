/* SPDX-License-Identifier: Apache-2.0 */
/* The service manager's watchdog (sd_notify(3)): told that the program lives by whoever has looked
 * whether its threads still come around. */
#ifndef HOST_WATCHDOG_H
#define HOST_WATCHDOG_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* What a thread leaves whenever it comes around. */
struct host_pulse {
  atomic_llong at_ms;
};
void host_pulse_beat(struct host_pulse *pulse);
bool host_pulse_beats(const struct host_pulse *pulse, int64_t within_ms);

/* How long a thread may take to come around: half of the manager's interval (WATCHDOG_USEC), so
 * that one that is slow is not taken for dead; 15 s where there is none. */
int64_t host_watchdog_patience_ms(void);
/* How long one that has nothing to do may sleep before it comes around all the same: a quarter. */
int64_t host_watchdog_pause_ms(void);

struct host_watchdog { /* all zero: nothing said yet */
  bool silent;
};
/* Tells the manager that it lives; where it does not, says so in the log, once, and the manager
 * hears nothing. Once each pause. */
void host_watchdog_tell(struct host_watchdog *watchdog, bool lives);

#endif
