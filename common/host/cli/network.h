/* SPDX-License-Identifier: Apache-2.0 */
/* Options that hold names of hosts and networks: given many times, or several in one value with
 * blanks or commas between them. */
#ifndef HOST_NETWORK_H
#define HOST_NETWORK_H

#include "command.h"
#include "host/sys/address.h"

/* Calls each for every name, as host_authority_read writes it; false refuses it. EX_OK, or
 * EX_CONFIG having said in a sentence which is none. */
int host_names(const struct host_args *args, const char *option,
               bool (*each)(void *context, const char *name), void *context);

/* The same for "10.0.0.0/8" and single addresses, at most cap of them. */
int host_networks(const struct host_args *args, const char *option, struct host_network *out,
                  size_t cap, size_t *count);

#endif
