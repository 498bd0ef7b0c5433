/* SPDX-License-Identifier: Apache-2.0 */
/* The journal in signed batches, whatever carries them: a line, or a stick. */
#ifndef GATE_SYNC_BATCH_H
#define GATE_SYNC_BATCH_H

#include "core/gate.h"

struct gate_batch {
  uint8_t *object; /* owned */
  size_t n;
  uint64_t first, next; /* of its events; next is the one after its last */
};

/* The batch that begins at from; what was given up before its first event is declared lost. TX_OK;
 * TX_NOT_FOUND: nothing to send; otherwise why it could not be made. */
enum tx_reason gate_batch_make(struct gate *gate, uint64_t from, struct gate_batch *out);
void gate_batch_finish(struct gate_batch *batch);

#endif
