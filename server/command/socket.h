/* SPDX-License-Identifier: Apache-2.0 */
/* HTTP over the server's Unix socket. */
#ifndef SERVER_COMMAND_SOCKET_H
#define SERVER_COMMAND_SOCKET_H

#include <jansson.h>
#include <stdbool.h>

/* Posts JSON; false when nobody listens there, so that nothing can have happened. *answer is what
 * came back, NULL when it is no JSON; *status is 0 when the server broke off: it may have done what
 * was asked, and nobody may ask again in its place. */
bool socket_post(const char *socket, const char *path, const char *body, unsigned *status,
                 json_t **answer);

#endif
