/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The highest seq that was taken of every object, in a file of its own, DIR/floors: a damaged or
 * lost object lets no older one back in. It holds two copies that are overwritten in turn and in
 * place, which takes no room on a full disk, and of which a power cut spoils one at most. Where the
 * folder cannot be written, the file stands in memory (host/sys/runtime.h) until it can.
 */
#ifndef GATE_OBJECTS_FLOORS_H
#define GATE_OBJECTS_FLOORS_H

#include "snapshot.h"

struct gate_floors {
  uint64_t number; /* of the newest copy that was read or written */
  bool away;       /* what the folder's path leads to is not the folder: nothing is written there */
  bool in_memory; /* the folder did not take the newest: it lasts until the machine is turned off */
};

/* Remembers in state what the newest copy says. False: there is none that is whole. */
bool gate_floors_read(struct gate_floors *floors, const char *gate_dir, struct gate_state *state);

/* Writes all that state remembers. Durable when it returns TX_OK, if in no more than memory.
 * Otherwise why the folder cannot be written. */
enum tx_reason gate_floors_write(struct gate_floors *floors, const char *gate_dir,
                                 const struct gate_state *state);

/* --- for tests ----------------------------------------------------------------------------------
 */

/* One copy: its number, 0 for one that is not whole, and its rows into state, which may be NULL. */
uint64_t gate_floors_parse(struct tx_span copy, struct gate_state *state);

#endif
