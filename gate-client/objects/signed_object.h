/* SPDX-License-Identifier: Apache-2.0 */
/* One signed object that was taken, shared by the states that hold it. */
#ifndef GATE_OBJECTS_SIGNED_OBJECT_H
#define GATE_OBJECTS_SIGNED_OBJECT_H

#include "offer.h"

struct gate_signed {
  enum gate_object object; /* never GATE_DELTA: a delta makes a list */
  uint64_t area;           /* 0 for trust */
  unsigned refs;           /* counted atomically */
  union {
    struct tx_trust *trust;
    struct tx_status *status;
    struct tx_certs *certs;
    struct tx_policy *policy;
  };
  /* Of a list that deltas made: SHA-256 of the keys that signed what they stand on, each once. */
  uint8_t (*base)[TX_HASH_SIZE];
  size_t base_count;
};

struct gate_signed *gate_signed_ref(struct gate_signed *held);
void gate_signed_unref(struct gate_signed *held);

/* What an offered object is weighed against; either may be NULL. */
struct gate_signed_before {
  const struct tx_trust *trust;
  const struct tx_status *list; /* of the area that is asked for: what a delta changes */
};

/* Checks an offered object as libtongxing has it for its kind. TX_OK and *out, or the reason. */
enum tx_reason gate_signed_take(const struct gate_signed_before *before,
                                const struct gate_offer *offer, const struct tx_floor *floor,
                                struct tx_clock clock, struct gate_signed **out);

/* held was made by a delta on before. False: out of memory. */
bool gate_signed_stand_on(struct gate_signed *held, const struct gate_signed *before);

int64_t gate_signed_iat(const struct gate_signed *held);
struct tx_floor gate_signed_floor(const struct gate_signed *held);
/* SHA-256 of the key that signed it; not for trust. */
const uint8_t *gate_signed_signer(const struct gate_signed *held);

#endif
