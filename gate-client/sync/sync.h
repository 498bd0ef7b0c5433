/* SPDX-License-Identifier: Apache-2.0 */
/*
 * News from the server and the journal to it, in a thread of its own that nobody waits for: trust
 * list, policies, lists (deltas where they fit), certificate status; then events. Whatever is
 * refused is logged with its reason, and what is held stays.
 */
#ifndef GATE_SYNC_H
#define GATE_SYNC_H

#include "core/gate.h"

struct gate_sync;

struct gate_sync_counts {
  int64_t last_ok_s; /* of the last round in which the server answered all; 0: never */
  uint64_t rounds, failures;
  uint64_t taken, refused; /* objects */
  uint64_t sent;           /* events that the server acknowledged */
};

/* Prepares; the gate's identity names the server. NULL: it names none that can be used. */
struct gate_sync *gate_sync_create(struct gate *gate);
void gate_sync_destroy(struct gate_sync *sync);

/* One round now, in this thread: asks for everything and sends what waits. False: the server could
 * not be reached, or refused something that a gate needs. */
bool gate_sync_round(struct gate_sync *sync);

/* Rounds for ever in a thread, with jitter, and longer waits after failures. */
bool gate_sync_start(struct gate_sync *sync);
/* Has the next round begin at once. From any thread. */
void gate_sync_hurry(struct gate_sync *sync);
void gate_sync_stop(struct gate_sync *sync);
/* After it was stopped: one more try, within a few seconds, to send what waits. */
void gate_sync_finish(struct gate_sync *sync);

struct gate_sync_counts gate_sync_count(struct gate_sync *sync);

#endif
