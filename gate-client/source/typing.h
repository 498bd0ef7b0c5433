/* SPDX-License-Identifier: Apache-2.0 */
/* Texts out of the keys that a scanner presses: with Shift, with Ctrl for control characters, with
 * Alt and digits for a character by its number. */
#ifndef GATE_SOURCE_TYPING_H
#define GATE_SOURCE_TYPING_H

#include "format/bytes.h"

#define GATE_TYPED_MAX 1100 /* bytes; more than any code of ours */

/* Zeroed is nothing typed. */
struct gate_typing {
  bool shift, ctrl, alt;
  unsigned alt_digits, alt_number; /* typed while Alt is held */
  bool unknown;                    /* a key without a character was pressed within this text */
  size_t len;
  char text[GATE_TYPED_MAX];
};

/* Takes one key of linux/input-event-codes.h. True: Enter or TAB ended a text of len bytes; the
 * caller starts it anew. What is too long is cut short, so that it is refused and seen. */
bool gate_typing_take(struct gate_typing *typing, unsigned code, bool down);
/* For the next text; what is held down stays so. */
void gate_typing_restart(struct gate_typing *typing);

#endif
