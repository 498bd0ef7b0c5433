/* SPDX-License-Identifier: Apache-2.0 */
/* A delta on offer, right until a test spoils it. */
#ifndef TESTS_UNIT_DELTA_STEP_H
#define TESTS_UNIT_DELTA_STEP_H

#include "community.h"

/* --- deltas that are right until a test spoils them ------------------------------------------- */

struct step {
  const struct community *c;
  struct tx_status after;
  uint32_t records[2 * FORGE_LIST_SIZE];
};

static inline struct step *a_minute_later(const struct community *c) {
  static struct step s;
  s = (struct step){ .c = c, .after = *c->list };
  memcpy(s.records, c->list->records, c->list->count * sizeof *s.records);
  s.after.records = s.records;
  s.after.current.count = 0;
  s.after.current.trust++;
  s.after.seq += 60;
  s.after.iat += 60;
  s.after.exp += 60;
  s.after.ttl_s = 30;
  return &s;
}

static inline struct forge_bytes signed_by(const struct step *s, enum forge_key key) {
  struct forge_bytes bytes = { 0 };
  assert_int_equal(tx_delta_sign(s->c->list, &s->after, s->c->forge.keys[key], &bytes.p, &bytes.n),
                   TX_OK);
  return bytes;
}

static inline enum tx_reason take_into(const struct step *s, const struct tx_status *held,
                                       struct tx_clock clock, struct tx_status **out) {
  FORGED bytes = signed_by(s, FORGE_STATUS);
  struct tx_status *taken = NULL;
  enum tx_reason reason = tx_delta_take(forge_span(&bytes), s->c->trust, held, clock, &taken);
  assert_int_equal(reason == TX_OK, taken != NULL);
  if (out)
    *out = taken;
  else
    tx_status_destroy(taken);
  return reason;
}

static inline enum tx_reason take(const struct step *s) {
  return take_into(s, s->c->list, at(NOW), NULL);
}

#endif
