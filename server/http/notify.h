/* SPDX-License-Identifier: Apache-2.0 */
/* systemd's notification protocol (sd_notify(3)): one datagram. */
#ifndef SERVER_HTTP_NOTIFY_H
#define SERVER_HTTP_NOTIFY_H

/* Sends a state such as READY=1; does nothing where no systemd asked for it. */
void notify_systemd(const char *state);

#endif
