/* SPDX-License-Identifier: Apache-2.0 */
/* Guesses at the pairing word are counted, so that nobody tries them all: five wrong ones within a
 * minute, and for the next minute none is heard, the right one neither. One count for everybody:
 * whoever guesses has as many addresses as there are on the network. */
#ifndef GATE_GUESSES_H
#define GATE_GUESSES_H

#include <stddef.h>
#include <stdint.h>

#define GUESSES_MAX 5
#define GUESSES_WINDOW_MS 60000
#define GUESSES_PAUSE_MS 60000

struct guesses { /* all zero: none yet */
  int64_t wrong_ms[GUESSES_MAX];
  size_t count; /* of the last, oldest overwritten first */
  int64_t pause_until_ms;
};

/* How long to wait before a guess is heard; 0: it is heard now. Times are of a clock that never
 * goes back. */
int64_t guesses_wait_ms(const struct guesses *guesses, int64_t now_ms);
/* A wrong word was said. */
void guesses_wrong(struct guesses *guesses, int64_t now_ms);

#endif
