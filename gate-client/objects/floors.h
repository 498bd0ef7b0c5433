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

/* Remembers in state what the newest copy says. False: there is none that is whole. */
bool gate_floors_read(const char *gate_dir, struct gate_state *state);

/* Writes all that state remembers. Durable when it returns TX_OK. *in_memory: only until the
 * machine is turned off. Otherwise why the folder cannot be written. */
enum tx_reason gate_floors_write(const char *gate_dir, const struct gate_state *state,
                                 bool *in_memory);

/* --- for tests ----------------------------------------------------------------------------------
 */

/* One copy: its number, 0 for one that is not whole, and its rows into state, which may be NULL. */
uint64_t gate_floors_parse(struct tx_span copy, struct gate_state *state);

#endif
