/* SPDX-License-Identifier: Apache-2.0 */
/* A trust list on offer, right until a test spoils it. */
#ifndef TESTS_UNIT_TRUST_OFFER_H
#define TESTS_UNIT_TRUST_OFFER_H

#include "community.h"

/* --- what is offered ----------------------------------------------------------------------------
 */

struct offer {
  const struct community *c;
  struct forge_trust draft; /* the next list, right until a test spoils it */
  enum forge_key signer;
  const struct tx_trust *held; /* NULL: a gate that was born today */
  struct tx_pin pin;
  struct tx_clock clock;
};

static inline struct offer *next_list(const struct community *c) {
  static struct offer o;
  o = (struct offer){ .c = c, .held = c->trust, .pin = c->pin, .clock = at(NOW) };
  forge_trust_draft(&c->forge, &o.draft);
  o.draft.trust.seq++;
  o.draft.trust.iat++;
  return &o;
}

static inline struct offer *first_list(const struct community *c) {
  struct offer *o = next_list(c);
  o->held = NULL;
  return o;
}

/* Into *out when that is not NULL. */
static inline enum tx_reason take_into(struct offer *o, struct tx_trust **out) {
  FORGED bytes = forge_trust(&o->c->forge, &o->draft, o->signer);
  assert_non_null(bytes.p);
  struct tx_trust *taken = NULL;
  enum tx_reason reason = tx_trust_take(forge_span(&bytes), o->held, &o->pin, o->clock, &taken);
  assert_int_equal(reason == TX_OK, taken != NULL);
  if (out)
    *out = taken;
  else
    tx_trust_destroy(taken);
  return reason;
}

static inline enum tx_reason take(struct offer *o) {
  return take_into(o, NULL);
}

static inline enum tx_reason take_bytes(const struct community *c, const struct tx_trust *held,
                                        struct tx_span bytes) {
  struct tx_trust *taken = NULL;
  enum tx_reason reason = tx_trust_take(bytes, held, &c->pin, at(NOW), &taken);
  assert_int_equal(reason == TX_OK, taken != NULL);
  tx_trust_destroy(taken);
  return reason;
}

static inline void add_root(struct offer *o, enum forge_key key) {
  const struct tx_signer *signer = o->c->forge.keys[key];
  struct tx_key_row *root = &o->draft.trust.roots[o->draft.trust.root_count++];
  *root =
      (struct tx_key_row){ .alg = signer->alg, .spki = tx_span_of(signer->spki, signer->spki_len) };
}

static inline int by_hash(const void *a, const void *b) {
  return memcmp(a, b, TX_HASH_SIZE);
}

static inline void revoke(struct offer *o, enum forge_key key) {
  struct tx_trust *t = &o->draft.trust;
  memcpy(o->draft.revoked[t->revoked_count++], o->c->forge.keys[key]->hash, TX_HASH_SIZE);
  qsort(o->draft.revoked, t->revoked_count, TX_HASH_SIZE, by_hash);
}

static inline const char *hex_of(const struct community *c, enum forge_key key) {
  static char hex[FORGE_KEYS][2 * TX_SPKI_MAX + 1];
  const struct tx_signer *signer = c->forge.keys[key];
  return forge_hex(tx_span_of(signer->spki, signer->spki_len), hex[key]);
}

#endif
