/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the loop share: loop.c gives the round, present.c what follows a showing,
 * operator.c what people say, devices.c what it is made of, trouble.c what is wrong. */
#ifndef GATE_LOOP_INTERNAL_H
#define GATE_LOOP_INTERNAL_H

#include "loop.h"

/* Shows the gate what was seen together, at most EYE_TEXTS_MAX texts, and lets follow what
 * follows. */
void gate_loop_show(struct gate_loop *loop, const struct gate_source *source,
                    const struct gate_sight *sight, const struct tx_span *texts, size_t n);
/* The barrier first; then the memory, that the next decision needs; then everything for people. The
 * event's number. */
uint64_t gate_loop_carry_out(struct gate_loop *loop, const struct gate_outcome *outcome);
/* Where something that opens the barrier is absent: said aloud and on the page. */
void gate_loop_miss_barrier(struct gate_loop *loop);
/* For whoever works there: on the page at once, and aloud (word of prompts.h, may be NULL). */
void gate_loop_note(struct gate_loop *loop, const char *word, const char *zh, const char *en);
/* The same of a sample, and in words. */
void gate_loop_say_sample(struct gate_loop *loop, enum gate_sample sample);

/* Takes down what is wrong, for gate_trouble_at. */
void gate_loop_gather_troubles(struct gate_loop *loop, int64_t now_ms);
struct gate_troubles *gate_troubles_create(void);           /* NULL: out of memory */
void gate_troubles_destroy(struct gate_troubles *troubles); /* NULL is nothing */

/* Outputs whose device is gone become absent parts. */
void gate_loop_drop_gone_outputs(struct gate_loop *loop);

void gate_loop_listen_to_people(struct gate_loop *loop);
void gate_loop_read_buttons(struct gate_loop *loop);

#endif
