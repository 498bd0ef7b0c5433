/* SPDX-License-Identifier: Apache-2.0 */
/* What a person decides: by hand, and before any order when life is at stake. */
#ifndef GATE_CORE_OVERRIDE_H
#define GATE_CORE_OVERRIDE_H

#include "gate.h"
#include "operator_command.h"

#define GATE_STANDS_MS 120000 /* for so long the last one shown is the one standing there */

/* Whoever was shown last. */
struct gate_last {
  struct gate_outcome outcome; /* without its state */
  int64_t at_ms;
  bool known;
};

/* The outcome of let_in, turn_away, medical_exit, emergency, hold or register. last is who stands
 * there; nobody needs to. */
void gate_override_decide(struct gate *gate, const struct gate_word *word,
                          const struct gate_last *last, struct gate_outcome *out);

/* What register adds to its event: role, the plate or the last four of the telephone, whom they
 * visit, and the full number sealed to the office. False: there is no key to seal it to, and the
 * full number is not kept at all. */
bool gate_override_register(struct gate *gate, const struct gate_word *word,
                            struct gate_extra *extra);

/* Whether the pass of an outcome may sign a guard on: a community worker, volunteer or property
 * and security, active, whose area holds the gate. Then gate->guard is set. */
bool gate_override_sign_on(struct gate *gate, const struct gate_outcome *outcome);

#endif
