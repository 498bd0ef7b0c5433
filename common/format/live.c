/* SPDX-License-Identifier: Apache-2.0 */
#include "live.h"

#include "base45.h"
#include "claims.h"

enum tx_reason tx_live_read(struct tx_span payload, int64_t *iat) {
  TRY(tx_cbor_check(payload, TX_KEYS_INT));
  struct tx_cbor c = tx_cbor_start(payload);
  size_t pairs;
  *iat = -1;
  TRY(tx_cbor_map(&c, &pairs));
  for (size_t i = 0; i < pairs; i++) {
    int64_t key;
    TRY(tx_cbor_int(&c, &key));
    TRY(key == CLAIM_IAT ? claim_time(&c, iat) : tx_cbor_skip(&c));
  }
  return *iat >= 0 ? TX_OK : TX_MALFORMED_CLAIMS;
}

int64_t tx_live_miss(int64_t iat, int64_t now_s, int64_t window_s) {
  int64_t age = now_s - iat;
  if (age > window_s) return age - window_s;
  return age < -(window_s / 2) ? age + window_s / 2 : 0;
}

enum tx_reason tx_live_sign(const char *pass_text, int64_t iat, const struct tx_signer *holder,
                            char *text) {
  struct tx_span t = tx_span_text(pass_text);
  uint8_t pass[TX_TEXT_MAX], claims[16], object[TX_TEXT_MAX];
  size_t n;
  struct tx_sign1 sign1;
  if (t.n < TX_PREFIX_SIZE || t.n > TX_TEXT_MAX || memcmp(t.p, "TX1:", TX_PREFIX_SIZE) != 0)
    return TX_MALFORMED;
  if (!tx_base45_decode(tx_span_of(t.p + TX_PREFIX_SIZE, t.n - TX_PREFIX_SIZE), pass, &n))
    return TX_MALFORMED;
  struct tx_span inner = tx_span_of(pass, n);
  if (tx_sign1_read(inner, TX_SHAPE_PLAIN, NULL, &sign1) != TX_OK || !tx_cbor_untag(&inner))
    return TX_MALFORMED;

  struct tx_cbor_out o = tx_cbor_to(claims, sizeof claims);
  tx_cbor_put_map(&o, 1);
  tx_cbor_put_uint(&o, CLAIM_IAT);
  tx_cbor_put_int(&o, iat);
  enum tx_reason reason = tx_sign1_write(holder, TX_SHAPE_LIVE, NULL, inner, tx_cbor_written(&o),
                                         object, sizeof object, &n);
  if (reason != TX_OK) return reason;
  return tx_text_write("TL1:", tx_span_of(object, n), text) ? TX_OK : TX_NO_SPACE;
}
