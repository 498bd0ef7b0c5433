/* SPDX-License-Identifier: Apache-2.0 */
/* The words that wait: they come from any thread and are carried out by the gate's loop, in their
 * order. */
#ifndef GATE_LOOP_OPERATOR_QUEUE_H
#define GATE_LOOP_OPERATOR_QUEUE_H

#include "core/operator_command.h"

struct gate_words;
struct gate_words *gate_words_create(void);
void gate_words_destroy(struct gate_words *words); /* NULL is nothing */
/* Readable when a word waits. */
int gate_words_fd(const struct gate_words *words);
/* False: too many wait already. An emergency always finds room. */
bool gate_words_say(struct gate_words *words, const struct gate_word *word);
/* The next word; an emergency goes before all others. False: none waits. */
bool gate_words_hear(struct gate_words *words, struct gate_word *out);

#endif
