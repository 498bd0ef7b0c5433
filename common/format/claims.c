/* SPDX-License-Identifier: Apache-2.0 */
#include "claims.h"

enum tx_reason claims_read_dated(struct tx_span payload, int64_t ours, struct claims_dated *out) {
  TRY(tx_cbor_check(payload, TX_KEYS_INT));
  *out = (struct claims_dated){ .iat = -1, .exp = -1 };
  struct tx_cbor c = tx_cbor_start(payload);
  size_t pairs;
  TRY(tx_cbor_map(&c, &pairs));
  for (size_t i = 0; i < pairs; i++) {
    int64_t key;
    TRY(tx_cbor_int(&c, &key));
    if (key == CLAIM_EXP)
      TRY(claim_time(&c, &out->exp));
    else if (key == CLAIM_IAT)
      TRY(claim_time(&c, &out->iat));
    else if (key == CLAIM_CNF)
      TRY(tx_cbor_item(&c, &out->cnf));
    else if (key == ours)
      TRY(tx_cbor_item(&c, &out->ours));
    else
      TRY(tx_cbor_skip(&c));
  }
  TRY(out->iat >= 0 && out->exp >= 0 && out->ours.n > 0);
  return TX_OK;
}
