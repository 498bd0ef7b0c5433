/* SPDX-License-Identifier: Apache-2.0 */
#include "member.h"

/* Steps to the value of a key. */
static bool enter(struct tx_cbor *c, int64_t wanted) {
  size_t pairs;
  if (!tx_cbor_map(c, &pairs)) return false;
  for (size_t i = 0; i < pairs; i++) {
    int64_t key;
    if (!tx_cbor_int(c, &key)) return false;
    if (key == wanted) return true;
    if (!tx_cbor_skip(c)) return false;
  }
  return false;
}

bool member_find(struct tx_span payload, int64_t claim, int64_t key, struct tx_span *out) {
  struct tx_cbor c = tx_cbor_start(payload);
  if (!enter(&c, claim) || !enter(&c, key)) return false;
  const uint8_t *at = c.p;
  if (!tx_cbor_skip(&c)) return false;
  *out = tx_span_of(at, (size_t)(c.p - at));
  return true;
}
