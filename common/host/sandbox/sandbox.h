/* SPDX-License-Identifier: Apache-2.0 */
/* The cell that a reader of strangers' files locks itself into before it looks at one. */
#ifndef HOST_SANDBOX_H
#define HOST_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

struct host_sandbox {
  size_t memory_max;  /* bytes of address space */
  unsigned cpu_s_max; /* seconds of processor over the whole life; 0: as many as it takes */
  int file;           /* may be read at any place (pread64); -1: none */
  int talk;           /* may be read and written */
};

/* No new privileges, no core dumps, no new files, processes or memory beyond a bound, dead with its
 * parent, and then only the system calls that reading needs; to look for a file fails with EACCES,
 * any other call ends the process. Builds with sanitizers, which map terabytes and make calls of
 * their own, go without the last two.
 * False, and the name of the step in *step, when a part of that cannot be had. */
bool host_sandbox_lock(const struct host_sandbox *cell, const char **step);

/* A wider cell, for a program of ours that needs files of the machine (fonts) and threads: it may
 * open files to read them, and write to what it was handed; it makes no file, changes none, speaks
 * to nobody, starts nothing and looks into no other process: those calls fail with EACCES.
 * As above. */
bool host_sandbox_lock_reader(const char **step);

#endif
