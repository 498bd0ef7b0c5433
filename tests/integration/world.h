/* SPDX-License-Identifier: Apache-2.0 */
/* A gate's world on disk: forged objects in a folder, and the gate's program run over them. */
#ifndef INTEGRATION_WORLD_H
#define INTEGRATION_WORLD_H

#include "process.h"
#include "reasons.h"

#include <jansson.h>

struct world {
  char folder[64];
  struct forge forge;
};

/* Writes trust, list, list-aged, list-ahead, policy, policy-warns, policy-denies,
 * policy-errs and certs. */
void world_open(struct world *world);
void world_close(struct world *world);

/* Path of a program in the build directory, from the environment's TONGXING_BUILD. */
const char *world_program(const char *name, char path[512]);

/* Shows a code to tongxing-gate decide, with nothing but those files. */
void world_decide(const struct world *world, const struct showing *showing, struct said *said);
/* The number under "reason" of what a gate said with --json; -1 when it said none. */
int world_reason(const struct said *said);

#endif
