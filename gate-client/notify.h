/* SPDX-License-Identifier: Apache-2.0 */
/* What the service manager is told (sd_notify(3)): ready, alive, stopping. */
#ifndef GATE_NOTIFY_H
#define GATE_NOTIFY_H

/* "READY=1", "WATCHDOG=1", "STOPPING=1". Nothing happens where nobody asked to be told. */
void gate_notify(const char *state);

#endif
