/* SPDX-License-Identifier: Apache-2.0 */
/* What an object says it is, before anything about it has been verified. */
#ifndef GATE_OBJECTS_PEEK_H
#define GATE_OBJECTS_PEEK_H

#include "snapshot.h"

/* The kind and area that a signed object names in its own bytes. False: none that a gate takes. */
bool gate_peek(struct tx_span bytes, enum gate_object *object, uint64_t *area);

/* The SHA-256 of the root whose kid a trust list names, found in its own rows: trusts nothing. */
bool gate_trust_root(struct tx_span bytes, uint8_t root[TX_HASH_SIZE]);

#endif
