/* SPDX-License-Identifier: Apache-2.0 */
/* Events that undo another name it by its number, and numbers can move (life.c). */
#ifndef GATE_JOURNAL_REDIRECT_H
#define GATE_JOURNAL_REDIRECT_H

#include "table.h"

#define GATE_REDIRECT_GROWS 8 /* bytes by which an event may grow */
#define GATE_MOVES_KEPT 256   /* of one life */

/* The same event, undoing the one of another number. Its length; 0: it has no room, or is none that
 * undoes. */
size_t gate_event_redirect(struct tx_span event, uint64_t undone, uint8_t *out, size_t cap);

/* How the numbers moved since the journal was opened. Those who hold a number hold it as it was
 * given. */
struct gate_moves {
  struct gate_move {
    uint64_t from, by;
  } kept[GATE_MOVES_KEPT];
  size_t count;
  uint64_t before;  /* by which all numbers moved earlier, those of kept not counted */
  uint64_t unknown; /* of numbers given below this one it is not known any more where they are */
};

/* Another file is written to, whose numbers begin where they are: of what was given before it is
 * not known any more where it is, if anything moved. */
void gate_moves_begin(struct gate_moves *moves, uint64_t next);
/* next: the number that would be given next. */
void gate_moves_add(struct gate_moves *moves, uint64_t from, uint64_t by, uint64_t next);
/* Where a number is that was given; 0: not known. */
uint64_t gate_moves_find(const struct gate_moves *moves, uint64_t given);
/* Has what waits to be written undo the right events. */
void gate_moves_settle(const struct gate_moves *moves, struct gate_queued *first);

#endif
