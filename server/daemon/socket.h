/* SPDX-License-Identifier: Apache-2.0 */
/* The server's own socket, where the command line meets the office's resources. */
#ifndef SERVER_DAEMON_SOCKET_H
#define SERVER_DAEMON_SOCKET_H

#include "api/call/context.h"

/* Serves every resource on a Unix socket of mode 0600. api must outlive it; host_http_stop ends it.
 * As host_http_start. */
enum tx_reason socket_serve(struct api *api, const char *path, struct host_http **out);

/* office.sock in the data folder; malloc'd. */
char *socket_path(const char *data_dir);

#endif
