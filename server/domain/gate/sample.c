/* SPDX-License-Identifier: Apache-2.0 */
#include "sample.h"

#include "sealed_event.h"
#include "store/gate/events.h"
#include "store/gate/gates.h"
#include "store/publication/publications.h"

#include "format/decide.h"
#include "format/seal.h"
#include "format/status.h"

#include <stdio.h>
#include <stdlib.h>

#define TUBE_SIZE 65 /* of a barcode; gates take 32 */

void gate_tube_hash(const struct field_keys *fields, struct tx_span tube,
                    uint8_t out[TX_HASH_SIZE]) {
  char text[TUBE_SIZE];
  snprintf(text, sizeof text, "%.*s", (int)(tube.n < TUBE_SIZE ? tube.n : TUBE_SIZE - 1),
           (const char *)tube.p);
  field_hash(fields, "tube", text, out);
}

int64_t gate_sample_at(const struct swab_row *swab) {
  return swab->at > swab->received_at + TX_AHEAD_S ? swab->received_at : swab->at;
}

/* --- opening ---------------------------------------------------------------------------------- */

static const struct tx_signer *next_key(const struct signing *signing, size_t *i) {
  const struct tx_trust *trust = signing->trust;
  while (*i < trust->row_count) {
    const struct tx_key_row *row = &trust->rows[(*i)++];
    const struct tx_signer *found =
        row->uses & TX_USE_SEAL ? keys_ring_find(&signing->keys.ring, row->hash) : NULL;
    if (found) return found;
  }
  return NULL;
}

bool gate_sample_key(const struct signing *signing) {
  size_t i = 0;
  return next_key(signing, &i) != NULL;
}

/* TX_BAD_KEY: it was sealed to none of them. */
static enum tx_reason unseal(const struct signing *signing, struct tx_span sealed,
                             uint8_t text[TX_TEXT_MAX], size_t *n) {
  const struct tx_signer *key;
  enum tx_reason reason = TX_BAD_KEY;
  for (size_t i = 0; reason == TX_BAD_KEY && (key = next_key(signing, &i));)
    reason = tx_unseal(sealed, key, text, TX_TEXT_MAX, n);
  return reason;
}

/* --- deciding again --------------------------------------------------------------------------- */

/* The list that was the newest at a time; *out stays NULL where none is kept that holds. */
static enum tx_reason list_at(const struct request *request, uint64_t area, int64_t at,
                              struct tx_status **out) {
  struct publication publication;
  HOST_BYTES body = { 0 };
  enum tx_reason reason = publications_at(request->db, PUBLISHED_STATUS, area, at, &publication);
  if (reason == TX_OK)
    reason =
        publications_body(request->db, PUBLISHED_STATUS, area, publication.seq, &body.p, &body.n);
  if (reason == TX_NOT_FOUND) return TX_OK;
  if (reason != TX_OK) return reason;
  const struct tx_clock clock = { .now_s = at };
  reason = tx_status_take(host_span(&body), request->signing->trust, NULL, clock, out);
  return reason == TX_NO_MEMORY ? reason : TX_OK;
}

/* What no list or an old one leaves open does not count against it. */
static bool holds(const struct tx_decision *decision) {
  return decision->identified && (decision->reason < TX_NOT_OURS || decision->reason >= TX_NO_LIST);
}

static enum tx_reason decide(const struct request *request, struct tx_span text,
                             const struct swab_row *swab, const struct tx_event *event,
                             struct tx_decision *decision) {
  struct tx_status *list = NULL;
  struct tx_gate gate = { .area = swab->area,
                          .kind = TX_GATE_SAMPLING,
                          .direction = TX_NEITHER,
                          .clock = { .now_s = gate_sample_at(swab) },
                          .trust = request->signing->trust };
  enum tx_reason reason = list_at(request, event->area, gate.clock.now_s, &list);
  if (reason != TX_OK) return reason;
  const struct tx_status *const lists[] = { list };
  gate.lists = lists;
  gate.list_count = list != NULL;
  tx_decide(text, &gate, NULL, decision);
  tx_status_destroy(list);
  return TX_OK;
}

static enum tx_reason check(const struct request *request, const struct swab_row *swab,
                            const struct tx_event *event, struct gate_sample *out) {
  uint8_t text[TX_TEXT_MAX];
  size_t n = 0;
  struct tx_decision decision;
  out->why = unseal(request->signing, event->sealed_pass, text, &n);
  if (out->why == TX_BAD_KEY) return out->end = GATE_SAMPLE_CLOSED, TX_OK;
  if (out->why != TX_OK) return TX_OK;
  enum tx_reason reason = decide(request, tx_span_of(text, n), swab, event, &decision);
  tx_cleanse(text, sizeof text);
  if (reason != TX_OK) return reason;
  out->why = decision.reason;
  if (!holds(&decision)) return TX_OK;
  out->why = TX_CONFLICT;
  if (decision.pass.area != event->area || decision.pass.index != event->index) return TX_OK;
  *out = (struct gate_sample){ GATE_SAMPLE_HOLDS, TX_OK, event->area, event->index };
  return TX_OK;
}

/* --- the event -------------------------------------------------------------------------------- */

/* It points into bytes. TX_NOT_FOUND: it is not kept any more. */
static enum tx_reason read_event(const struct request *request, const struct swab_row *swab,
                                 struct host_bytes *bytes, struct tx_event *out) {
  const struct event_place place = { swab->area, swab->gate, swab->seq };
  DB_ROWS rows = events_held(request->db, &place, place.seq);
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  return sealed_event_open(request->fields, swab->area, &rows, bytes, out);
}

enum tx_reason gate_sample_open(const struct request *request, const struct swab_row *swab,
                                struct gate_sample *out) {
  struct gate_row gate;
  struct tx_event event;
  HOST_BYTES bytes = { 0 };
  *out = (struct gate_sample){ .end = GATE_SAMPLE_REFUSED };
  enum tx_reason reason = gates_find(request->db, swab->gate, &gate);
  if (reason == TX_OK) reason = read_event(request, swab, &bytes, &event);
  out->why = reason;
  if (reason == TX_NOT_FOUND || reason == TX_BAD_SIGNATURE || reason == TX_MALFORMED) return TX_OK;
  if (reason != TX_OK) return reason;
  out->why = TX_NOT_ALLOWED;
  if (gate.kind != TX_GATE_SAMPLING || event.verdict != TX_ALLOW || !event.identified ||
      !event.sealed_pass.n)
    return TX_OK;
  return check(request, swab, &event, out);
}
