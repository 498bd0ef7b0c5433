/* SPDX-License-Identifier: Apache-2.0 */
/* Base45 (RFC 9285), read strictly. */
#ifndef TX_BASE45_H
#define TX_BASE45_H

#include "bytes.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Characters for n bytes, and the most bytes that n characters hold. */
static inline size_t tx_base45_encoded_size(size_t n) {
  return n / 2 * 3 + n % 2 * 2;
}
static inline size_t tx_base45_decoded_size(size_t n) {
  return n / 3 * 2 + n % 3 / 2;
}

/* Writes tx_base45_encoded_size(bytes.n) characters, without a terminator. */
void tx_base45_encode(struct tx_span bytes, char *out);

/* out holds tx_base45_decoded_size(text.n) bytes. False: a character outside the alphabet, a length
 * that no bytes have, a group over 65535, a last pair over 255. */
bool tx_base45_decode(struct tx_span text, uint8_t *out, size_t *n);

#ifdef __cplusplus
}
#endif

#endif
