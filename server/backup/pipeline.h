/* SPDX-License-Identifier: Apache-2.0 */
/* Other programs, one reading what the one before writes. */
#ifndef SERVER_BACKUP_PIPELINE_H
#define SERVER_BACKUP_PIPELINE_H

#include "host/sys/problem.h"

#include <stddef.h>

struct stage {
  const char *const *argv; /* found by PATH; NULL ends */
  char *const *env;        /* NULL: this process's own */
};

#define PIPELINE_MAX 4

/* Runs them from in to out (descriptors that stay the caller's) and waits for all. TX_NOT_FOUND:
 * one is not installed; TX_IO_FAILED: one ended otherwise than with 0; TX_NO_MEMORY. The problem
 * names it, with the first line that it said. */
enum tx_reason pipeline_run(const struct stage *stages, size_t count, int in, int out,
                            struct host_problem *problem);

#endif
