/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the loop share: loop.c gives the round, present.c what follows a showing,
 * operator.c what people say, trouble.c what is wrong with sources. */
#ifndef GATE_LOOP_INTERNAL_H
#define GATE_LOOP_INTERNAL_H

#include "loop.h"

/* Shows a text to the gate and lets follow what follows. */
void gate_loop_show(struct gate_loop *loop, const struct gate_source *source,
                    const struct gate_sight *sight, struct tx_span text);
/* The barrier first; then the memory, that the next decision needs; then everything for people. The
 * event's number. */
uint64_t gate_loop_carry_out(struct gate_loop *loop, const struct gate_outcome *outcome);
/* For whoever works there: on the page at once, and aloud (word of prompts.h, may be NULL). */
void gate_loop_note(struct gate_loop *loop, const char *word, const char *zh, const char *en);
/* The same of a sample, and in words. */
void gate_loop_say_sample(struct gate_loop *loop, enum gate_sample sample);

/* Takes down what is wrong with sources and sensor, for gate_trouble_at. */
void gate_loop_gather_troubles(struct gate_loop *loop, int64_t now_ms);
struct gate_troubles *gate_troubles_create(void);           /* NULL: out of memory */
void gate_troubles_destroy(struct gate_troubles *troubles); /* NULL is nothing */

void gate_loop_listen_to_people(struct gate_loop *loop);
void gate_loop_read_buttons(struct gate_loop *loop);

#endif
