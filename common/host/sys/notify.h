/* SPDX-License-Identifier: Apache-2.0 */
/* systemd's notification protocol (sd_notify(3)): one datagram. */
#ifndef HOST_NOTIFY_H
#define HOST_NOTIFY_H

/* Sends a state such as READY=1; does nothing where no systemd asked for it. */
void host_notify(const char *state);

#endif
