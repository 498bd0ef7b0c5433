/* SPDX-License-Identifier: Apache-2.0 */
#include "overlap.h"

#include "sealed_event.h"

/* A name that one of the two does not have says nothing against them. */
static bool same_journal(const struct db_rows *rows, const struct tx_batch *batch) {
  struct tx_span journal = tx_span_of(batch->journal, sizeof batch->journal);
  return !batch->named || db_column_null(rows, 4) ||
         tx_span_equal(db_column_bytes(rows, 4), journal);
}

/* rows stands on the event that is held. */
static enum tx_reason compare(const struct request *request, const struct gate_row *gate,
                              const struct db_rows *rows, const struct tx_batch *batch, size_t i,
                              bool *same) {
  HOST_BYTES bytes = { 0 };
  struct tx_event event;
  enum tx_reason reason = sealed_event_open(request->fields, gate->area, rows, &bytes, &event);
  *same = reason == TX_OK && tx_span_equal(host_span(&bytes), batch->encoded[i]) &&
          same_journal(rows, batch);
  return reason;
}

/* Whether an event that is not held was held once: it is old enough to be gone, and nobody declared
 * its number lost. */
static bool was_let_go(struct db *db, const struct event_place *place, const struct tx_event *event,
                       int64_t now_s) {
  return event->at < now_s - EVENTS_KEPT_S && !gaps_cover(db, place);
}

enum tx_reason gate_overlap(const struct request *request, const struct gate_row *gate,
                            const struct tx_batch *batch, int64_t now_s, uint64_t *differs) {
  const uint64_t held = gate->acknowledged;
  const struct event_place first = { gate->area, batch->gate, batch->first };
  *differs = 0;
  if (!batch->count || batch->first > held) return TX_OK;
  uint64_t last = batch->first + batch->count - 1 < held ? batch->first + batch->count - 1 : held;
  DB_ROWS rows = events_held(request->db, &first, last);
  bool more = db_next(&rows);
  for (uint64_t seq = batch->first; seq <= last && rows.end == TX_OK; seq++) {
    const struct event_place place = { gate->area, batch->gate, seq };
    size_t i = (size_t)(seq - batch->first);
    bool here = more && (uint64_t)db_column_int(&rows, 1) == seq;
    bool same = !here && was_let_go(request->db, &place, &batch->events[i], now_s);
    enum tx_reason reason = here ? compare(request, gate, &rows, batch, i, &same) : TX_OK;
    if (!same) *differs = seq;
    if (reason != TX_OK || !same) return reason;
    if (here) more = db_next(&rows);
  }
  return rows.end;
}
