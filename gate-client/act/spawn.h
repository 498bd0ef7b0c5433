/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that are started and not waited for. */
#ifndef GATE_SPAWN_H
#define GATE_SPAWN_H

#include <stdbool.h>
#include <sys/types.h>

/* Starts argv[0] with the given environment added ("NAME=VALUE", ended by NULL), its input and
 * output /dev/null. The process, or -1. Reaped by gate_spawn_reap. */
pid_t gate_spawn(const char *const argv[], const char *const environment[]);
/* Takes leave of a process that has ended; false while it runs. *status as waitpid has it. */
bool gate_spawn_reap(pid_t pid, int *status);

#endif
