/* SPDX-License-Identifier: Apache-2.0 */
/* Signing a whole object into fresh memory: what the writers of lists share. Not installed. */
#ifndef TX_OBJECT_H
#define TX_OBJECT_H

#include "cose.h"

#include <stdlib.h>

/* Frees claims. malloc'd into *out. claims NULL is TX_NO_MEMORY, full is TX_BAD_ARGUMENT. */
static inline enum tx_reason object_sign(const struct tx_signer *signer, const char *typ,
                                         struct tx_cbor_out *claims, uint8_t **out, size_t *len) {
  size_t cap = tx_sign1_size(claims->len, 0);
  uint8_t *object = claims->buf ? malloc(cap) : NULL;
  enum tx_reason reason = !object ? TX_NO_MEMORY : claims->full ? TX_BAD_ARGUMENT : TX_OK;
  if (reason == TX_OK)
    reason = tx_sign1_write(signer, TX_SHAPE_TYPED, typ, (struct tx_span){ 0 },
                            tx_cbor_written(claims), object, cap, len);
  free(claims->buf);
  if (reason != TX_OK) {
    free(object);
    return reason;
  }
  *out = object;
  return TX_OK;
}

/* A writer with memory for what a first run with cap 0 measured. */
static inline struct tx_cbor_out object_room(size_t measured) {
  uint8_t *buf = malloc(measured > 0 ? measured : 1);
  return tx_cbor_to(buf, buf ? measured : 0);
}

#endif
