/* SPDX-License-Identifier: Apache-2.0 */
/* HTTP over the server's Unix socket. */
#ifndef SERVER_COMMAND_SOCKET_H
#define SERVER_COMMAND_SOCKET_H

#include <jansson.h>
#include <stdbool.h>

/* Posts JSON; false when nobody answers there. *answer is what came back, NULL when it is no JSON.
 */
bool socket_post(const char *socket, const char *path, const char *body, unsigned *status,
                 json_t **answer);

#endif
