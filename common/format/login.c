/* SPDX-License-Identifier: Apache-2.0 */
#include "login.h"

#include "claims.h"

#define TYP "tx-login"

enum tx_reason tx_login_read(struct tx_span bytes, struct tx_login *out) {
  *out = (struct tx_login){ 0 };
  if (bytes.n > TX_LOGIN_MAX) return TX_MALFORMED;
  enum tx_reason reason = tx_sign1_read(bytes, TX_SHAPE_LOGIN, TYP, &out->check.sign1);
  if (reason != TX_OK) return reason;
  struct tx_span payload = out->check.sign1.payload, nonce = { 0 };
  TRY(tx_cbor_check(payload, TX_KEYS_INT));
  struct tx_cbor c = tx_cbor_start(payload);
  size_t pairs;
  unsigned seen = 0;
  TRY(tx_cbor_map(&c, &pairs));
  for (size_t i = 0; i < pairs; i++) {
    int64_t key;
    TRY(tx_cbor_int(&c, &key));
    switch (key) {
    case CLAIM_SUB:
      TRY(tx_cbor_text(&c, &out->who));
      seen |= 1;
      break;
    case CLAIM_AUD:
      TRY(tx_cbor_text(&c, &out->audience));
      seen |= 2;
      break;
    case CLAIM_IAT:
      TRY(claim_time(&c, &out->iat));
      seen |= 4;
      break;
    case CLAIM_NONCE:
      TRY(tx_cbor_bytes(&c, &nonce) && nonce.n == TX_NONCE_SIZE);
      memcpy(out->nonce, nonce.p, TX_NONCE_SIZE);
      seen |= 8;
      break;
    default:
      TRY(tx_cbor_skip(&c));
    }
  }
  TRY(seen == 15);
  return TX_OK;
}

enum tx_reason tx_login_sign(const struct tx_login *login, const struct tx_signer *signer,
                             uint8_t *out, size_t cap, size_t *len) {
  uint8_t claims[TX_LOGIN_MAX];
  struct tx_cbor_out o = tx_cbor_to(claims, sizeof claims);
  tx_cbor_put_map(&o, 4);
  tx_cbor_put_uint(&o, CLAIM_SUB);
  tx_cbor_put_text(&o, login->who);
  tx_cbor_put_uint(&o, CLAIM_AUD);
  tx_cbor_put_text(&o, login->audience);
  tx_cbor_put_uint(&o, CLAIM_IAT);
  tx_cbor_put_int(&o, login->iat);
  tx_cbor_put_uint(&o, CLAIM_NONCE);
  tx_cbor_put_bytes(&o, tx_span_of(login->nonce, TX_NONCE_SIZE));
  if (o.full) return TX_NO_SPACE;
  return tx_sign1_write(signer, TX_SHAPE_LOGIN, TYP, (struct tx_span){ 0 }, tx_cbor_written(&o),
                        out, cap, len);
}
