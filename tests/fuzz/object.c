/* SPDX-License-Identifier: Apache-2.0 */
#include "object.h"

#include <zlib.h>

struct tx_span fuzz_wrap(enum fuzz_key key, const char *typ, struct tx_span payload, uint8_t *out,
                         size_t cap) {
  const struct tx_span none = { 0 };
  size_t n = 0;
  if (tx_sign1_write(fuzz_signer(key), TX_SHAPE_TYPED, typ, none, payload, out, cap, &n) != TX_OK)
    return none;
  return tx_span_of(out, n);
}

struct tx_span fuzz_deflate(struct tx_span bytes, uint8_t *out, size_t cap) {
  uLongf n = cap;
  if (compress(out, &n, bytes.n ? bytes.p : (const uint8_t *)"", bytes.n) != Z_OK)
    return (struct tx_span){ 0 };
  return tx_span_of(out, n);
}
