/* SPDX-License-Identifier: Apache-2.0 */
/* One sequence with one gate: each line done, each answer held against what the page says. */
#ifndef CONFORMANCE_RUN_H
#define CONFORMANCE_RUN_H

#include "gate.h"
#include "world.h"

enum run_end { RUN_PASSED, RUN_FAILED, RUN_MISWRITTEN };

struct run {
  struct world *world;
  struct gate_process *gate;
  uint8_t spki[TX_SPKI_MAX]; /* the gate's own key */
  size_t spki_len;
  char *story; /* what was done, line by line; of a failure what was expected and said */
  size_t story_len;
  FILE *out; /* into story */
};

/* Runs a sequence. The caller frees run->story. */
enum run_end run_sequence(struct run *run, const struct script_sequence *sequence);

/* --- between run.c and the files of what it does -----------------------------------------------
 */

/* An answer that may differ from what a line expects. */
struct run_answer {
  bool good;
  char expected[160], said[400];
};

bool run_batch(struct run *run, struct script_step *step, struct run_answer *out);
bool run_held(struct run *run, struct script_step *step, struct run_answer *out);
/* The member of an answer, or -1. */
int64_t run_number(const json_t *answer, const char *name);
/* What was said, in the words of an answer, or why nothing was. */
void run_said(struct run *run, const json_t *answer, struct run_answer *out);
bool run_unhex(const char *text, uint8_t *out, size_t cap, size_t *n);

#endif
