/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The signed objects on disk, exactly as received: DIR/objects/trust.cose, policy-AREA.cose,
 * certs-AREA.cose, status-AREA.cose and the deltas that were taken on it, status-AREA-FROM.delta.
 * Besides them what is remembered of dropped ones (remembered.json), and the hashes of the roots
 * that signed our trust lists (roots).
 */
#ifndef GATE_OBJECTS_STORE_H
#define GATE_OBJECTS_STORE_H

#include "snapshot.h"

struct gate_store {
  char *dir; /* of the objects */
};

/* DIR/objects, made when it is not there. TX_OK, or why it cannot be. */
enum tx_reason gate_store_open(struct gate_store *store, const char *gate_dir);
void gate_store_close(struct gate_store *store);

/* Everything that still verifies, as one state. What does not is logged and left where it is. NULL:
 * out of memory. pin_root is the root key that the gate was enrolled with. */
struct gate_state *gate_store_load(const struct gate_store *store,
                                   const uint8_t pin_root[TX_HASH_SIZE]);

/* Keeps what led from before to after: writes the object's bytes and removes what after no longer
 * holds. Durable when it returns TX_OK. */
enum tx_reason gate_store_keep(const struct gate_store *store, const struct gate_offer *offer,
                               const struct gate_state *before, const struct gate_state *after);

/* How many deltas stand on the list of an area: after many a whole list is worth asking for. */
unsigned gate_store_deltas(const struct gate_store *store, const struct gate_state *state,
                           uint64_t area);

/* The most bytes that an object of a kind may have. */
size_t gate_object_max(enum gate_object object);

/* The SHA-256 of the root whose kid a trust list names, found in its own rows: trusts nothing. */
bool gate_trust_root(struct tx_span bytes, uint8_t root[TX_HASH_SIZE]);

#endif
