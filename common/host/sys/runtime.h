/* SPDX-License-Identifier: Apache-2.0 */
/* A second place for what belongs to a folder that cannot be written: in memory, until the machine
 * is turned off. */
#ifndef HOST_RUNTIME_H
#define HOST_RUNTIME_H

#include <stddef.h>

/* The i-th place of a file called name that belongs to folder: $RUNTIME_DIRECTORY,
 * $XDG_RUNTIME_DIR, /run/tongxing-gate, /run, those of them that are set. The same folder has the
 * same file in each, however it is written; two folders never. malloc'd; NULL: no more, or no
 * memory. */
char *host_runtime_path(const char *folder, const char *name, size_t i);

#endif
