/* SPDX-License-Identifier: Apache-2.0 */
/* A signed object as it comes in: which it is, and its bytes. */
#ifndef GATE_OBJECTS_OFFER_H
#define GATE_OBJECTS_OFFER_H

#include "format/decide.h"

enum gate_object { GATE_TRUST, GATE_POLICY, GATE_STATUS, GATE_DELTA, GATE_CERTS };
#define GATE_OBJECTS 5

/* "trust", "policy", "status", "delta", "certs". */
const char *gate_object_name(enum gate_object object);

struct gate_offer {
  enum gate_object object;
  uint64_t area; /* that was asked for; 0 for trust */
  struct tx_span bytes;
  const struct tx_pin *pin; /* for the first trust list */
  bool reload;              /* from our own disk: taken before, so only its signature is weighed */
  const uint8_t *root; /* of a trust list that is reloaded: SHA-256 of the key that signed it */
};

#endif
