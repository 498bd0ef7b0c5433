/* SPDX-License-Identifier: Apache-2.0 */
#include "batch.h"

#include <stdlib.h>

/* Leaves room for signature and heads within TX_BATCH_MAX. */
#define BATCH_BYTES (900u << 10)

void gate_batch_finish(struct gate_batch *batch) {
  free(batch->object);
  batch->object = NULL;
}

/* The rows up to the first hole. */
static size_t without_hole(const struct gate_stored_list *rows, struct tx_span *events) {
  size_t count = 0;
  for (; count < rows->count && rows->rows[count].seq == rows->rows[0].seq + count; count++)
    events[count] = tx_span_of(rows->rows[count].bytes, rows->rows[count].n);
  return count;
}

static enum tx_reason sign(struct gate *gate, const struct gate_stored_list *rows, uint64_t from,
                           uint64_t next_seq, struct gate_batch *out) {
  struct tx_span *events = calloc(rows->count + 1, sizeof *events);
  if (!events) return TX_NO_MEMORY;
  size_t count = without_hole(rows, events);
  out->first = rows->count ? rows->rows[0].seq : next_seq;
  out->next = out->first + count;
  bool lost = out->first > from;
  enum tx_reason reason =
      tx_batch_sign(gate->identity.key, out->first, events, count, lost ? from : 0,
                    lost ? out->first - 1 : 0, &out->object, &out->n);
  free(events);
  return reason;
}

enum tx_reason gate_batch_make(struct gate *gate, uint64_t from, struct gate_batch *out) {
  struct gate_stored_list rows;
  uint64_t next_seq = gate_journal_count(gate->journal).next_seq;
  *out = (struct gate_batch){ 0 };
  if (from >= next_seq) return TX_NOT_FOUND;
  enum tx_reason reason =
      gate_journal_read(gate->journal, from, TX_BATCH_EVENTS, BATCH_BYTES, &rows);
  if (reason != TX_OK) return reason;
  reason = sign(gate, &rows, from, next_seq, out);
  gate_stored_finish(&rows);
  return reason;
}
