/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SERVER_COMMAND_CLIENT_LIST_H
#define SERVER_COMMAND_CLIENT_LIST_H

#include "host/cli/command.h"

#include <jansson.h>

/* A whole command that lists a resource of client_pages: as JSON where --json is given, else each
 * by print. */
int command_list(const struct host_args *args, const char *path, const char *member,
                 void (*print)(const json_t *one));

#endif
