/* SPDX-License-Identifier: Apache-2.0 */
/* File descriptors as something to be shared out: one that is missing is a disk that cannot be
 * written, a camera that cannot be opened. */
#ifndef HOST_DESCRIPTORS_H
#define HOST_DESCRIPTORS_H

#include <stddef.h>

/* Raises this process's limit as far as it may go (RLIMIT_NOFILE, soft to hard). At the start. */
void host_descriptors_raise(void);

/* How many the process may have. */
size_t host_descriptors_max(void);

/* Sets up to wanted of them aside for connections, at most half of those that are left beside a
 * reserve for everything else; says how many. host_descriptors_give returns them. */
unsigned host_descriptors_take(unsigned wanted);
void host_descriptors_give(unsigned count);

#endif
