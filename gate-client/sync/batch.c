/* SPDX-License-Identifier: Apache-2.0 */
#include "batch.h"

#include <stdlib.h>

/* Leaves room for signature and heads within TX_BATCH_MAX. */
#define BATCH_BYTES (900u << 10)

void gate_batch_finish(struct gate_batch *batch) {
  free(batch->object);
  batch->object = NULL;
}

/* Whose events a batch may bring: those of one life of the journal, by its name. */
struct life {
  uint8_t name[TX_JOURNAL_NAME_SIZE];
  uint64_t until;
};

/* The rows up to the first hole, and of one life. */
static size_t without_hole(const struct gate_stored_list *rows, uint64_t until,
                           struct tx_span *events) {
  size_t count = 0;
  for (; count < rows->count && rows->rows[count].seq == rows->rows[0].seq + count; count++) {
    if (rows->rows[count].seq >= until) break;
    events[count] = tx_span_of(rows->rows[count].bytes, rows->rows[count].n);
  }
  return count;
}

static enum tx_reason sign(struct gate *gate, const struct gate_stored_list *rows, uint64_t from,
                           const struct life *life, struct gate_batch *out) {
  struct tx_span *events = calloc(rows->count + 1, sizeof *events);
  if (!events) return TX_NO_MEMORY;
  size_t count = without_hole(rows, life->until, events);
  out->next = out->first + count;
  bool lost = out->first > from;
  const struct tx_batch_head head = { .first = out->first,
                                      .lost_from = lost ? from : 0,
                                      .lost_to = lost ? out->first - 1 : 0,
                                      .journal = life->name };
  enum tx_reason reason =
      tx_batch_sign(gate->identity.key, &head, events, count, &out->object, &out->n);
  free(events);
  return reason;
}

enum tx_reason gate_batch_make(struct gate *gate, uint64_t from, struct gate_batch *out) {
  struct gate_stored_list rows;
  struct life life;
  uint64_t next_seq = gate_journal_count(gate->journal).next_seq;
  *out = (struct gate_batch){ 0 };
  if (from >= next_seq) return TX_NOT_FOUND;
  enum tx_reason reason =
      gate_journal_read(gate->journal, from, TX_BATCH_EVENTS, BATCH_BYTES, &rows);
  if (reason != TX_OK) return reason;
  out->first = rows.count ? rows.rows[0].seq : next_seq;
  reason = gate_journal_life(gate->journal, out->first, life.name, &life.until);
  if (reason == TX_OK) reason = sign(gate, &rows, from, &life, out);
  gate_stored_finish(&rows);
  return reason;
}
