/* SPDX-License-Identifier: Apache-2.0 */
/* A program of ours that reads what strangers sent, started with nothing but what it needs. */
#ifndef HOST_CHILD_H
#define HOST_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define HOST_CHILD_FD 3       /* the first of the descriptors that it is given */
#define HOST_CHILD_FDS_MAX 4u /* so many at most */

/* Where it stands: given, if that is not NULL; else beside this program, else where it was
 * installed. False: it cannot be run there. */
bool host_child_find(const char *name, const char *installed, const char *given, char *path,
                     size_t cap);

/* Starts it with copies of count descriptors as HOST_CHILD_FD and on, /dev/null as its standard
 * input and output, no environment, no arguments, no other descriptor and all signals at their
 * default. Its number, or -1 with errno. */
pid_t host_child_start(const char *path, const int *fds, size_t count);

/* Ends it, and waits until it is gone. Nothing for a number below 1. */
void host_child_end(pid_t pid);

#endif
