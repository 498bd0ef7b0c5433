/* SPDX-License-Identifier: Apache-2.0 */
/* What stands behind generate and rotate. */
#ifndef KEYS_MAKE_H
#define KEYS_MAKE_H

#include "host/cli/command.h"
#include "keys/trust/entry.h"

/* A key of this use into the folder, as the options of generate say. EX_OK, or an exit status,
 * having said why not. */
int make_key(const struct host_args *args, const struct keys_use *use);
/* The same for a server's TLS key with its certificate. */
int make_tls(const struct host_args *args);

/* Says which key it is, and of a root what to write down. */
void print_ceremony(const struct host_args *args, const struct keys_entry *entry);

#endif
