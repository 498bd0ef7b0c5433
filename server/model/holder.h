/* SPDX-License-Identifier: Apache-2.0 */
/* Whoever holds passes on a phone: known by the phone's key alone. */
#ifndef SERVER_MODEL_HOLDER_H
#define SERVER_MODEL_HOLDER_H

#include "format/crypto.h"

#include <string.h>

#define HOLDER_KEY_SIZE 33 /* SEC 1: a compressed point */

struct holder_key {
  uint8_t bytes[HOLDER_KEY_SIZE];
};

enum holder_relation {
  HOLDER_OWN,    /* the holder's own pass */
  HOLDER_FAMILY, /* somebody's for whom the holder shows it */
};

/* A residency's pass on a phone. */
struct holding {
  uint64_t area;
  uint32_t index;
  struct holder_key holder;
  enum holder_relation relation;
  uint32_t n; /* in the issue log */
  uint8_t generation;
  int64_t iat, exp;
  int64_t ended_at; /* 0: it is held; else it went to another phone then */
};

static inline struct holder_key holder_key_of(const struct tx_holder *holder) {
  struct holder_key key;
  key.bytes[0] = holder->y_odd ? 3 : 2;
  memcpy(key.bytes + 1, holder->x, sizeof holder->x);
  return key;
}

static inline struct tx_holder holder_of_key(const struct holder_key *key) {
  struct tx_holder holder = { .y_odd = key->bytes[0] == 3 };
  memcpy(holder.x, key->bytes + 1, sizeof holder.x);
  return holder;
}

static inline bool holder_key_equal(const struct holder_key *a, const struct holder_key *b) {
  return memcmp(a->bytes, b->bytes, HOLDER_KEY_SIZE) == 0;
}

#endif
