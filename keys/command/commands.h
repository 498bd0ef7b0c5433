/* SPDX-License-Identifier: Apache-2.0 */
/* The commands of tongxing-keys. Each stands in its own file with its options. */
#ifndef KEYS_COMMANDS_H
#define KEYS_COMMANDS_H

#include "host/cli/command.h"

extern const struct host_command keys_generate_command;
extern const struct host_command keys_trust_command;
extern const struct host_command keys_revoke_command;
extern const struct host_command keys_rotate_command;
extern const struct host_command keys_list_command;
extern const struct host_command keys_show_command;

#endif
