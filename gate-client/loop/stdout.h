/* SPDX-License-Identifier: Apache-2.0 */
/* Outcomes on standard output: sentences for people, or one line of JSON each. */
#ifndef GATE_LOOP_STDOUT_H
#define GATE_LOOP_STDOUT_H

#include "core/outcome.h"

#include <stdio.h>

struct gate_lines {
  bool json;        /* one line of JSON an outcome, else sentences */
  bool names;       /* names, tails and buildings, too; where they go is somebody's business */
  const char *lang; /* "zh" or "en": only that sentence; NULL: one in each */
};

/* Where a terminal shows them to a person, names stand in the lines unasked. */
bool gate_lines_name(bool asked);

/* False: it could not be written. */
bool gate_line_outcome(const struct gate_outcome *outcome, const struct gate_lines *lines);

/* What a picture told that held no decision: unreadable, or without a code. A command whose answers
 * are decisions prints it among them, to stdout; one whose answers are codes, to stderr. */
bool gate_line_nothing(FILE *to, const char *label, enum tx_reason why, const char *detail,
                       bool json);

#endif
