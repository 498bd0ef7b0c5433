/* SPDX-License-Identifier: Apache-2.0 */
/* A gate under test: a program that answers lines of JSON with lines of JSON (README.md). */
#ifndef CONFORMANCE_GATE_H
#define CONFORMANCE_GATE_H

#include "shelf.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

#define GATE_PATIENCE_MS 20000 /* for one answer */
#define GATE_END_MS 5000       /* for its end, once its input has ended */

struct gate_process {
  pid_t pid;
  FILE *in; /* its standard input */
  int out;  /* and its standard output */
  char rest[1 << 16];
  size_t n;
  char wrong[160]; /* why there is no answer */
  struct shelf shelf;
  bool by_address; /* it fetches what it is offered from the shelf */
};

/* argv ends with NULL. False: it cannot be started. */
bool gate_process_start(struct gate_process *gate, char *const *argv);
/* Closes its input, waits a moment, and ends it when it does not end by itself. */
void gate_process_end(struct gate_process *gate);

/* One question, which is given up, and its answer, for the caller to free. NULL: gate->wrong says
 * why there is none. */
json_t *gate_process_ask(struct gate_process *gate, json_t *question);

#endif
