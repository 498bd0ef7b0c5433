/* SPDX-License-Identifier: Apache-2.0 */
/* Sign-ins by a holder's or a gate's key. */
#include "object.h"

#include "format/login.h"

static struct tx_span enter(struct tx_span in, uint8_t *out, size_t cap) {
  const struct tx_span none = { 0 };
  size_t n = 0;
  if (fuzz_byte(&in) % FUZZ_LAYERS == FUZZ_OBJECT) return in;
  if (tx_sign1_write(fuzz_signer(FUZZ_GATE), TX_SHAPE_LOGIN, "tx-login", none, in, out, cap, &n) !=
      TX_OK)
    return none;
  return tx_span_of(out, n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  uint8_t wrapped[2 * TX_LOGIN_MAX];
  struct tx_login login;
  const struct tx_signer *gate = fuzz_signer(FUZZ_GATE);
  const struct tx_span in = enter(tx_span_of(data, size), wrapped, sizeof wrapped);
  const enum tx_reason reason = tx_login_read(in, &login);
  FUZZ_PROMISE(tx_reason_known(reason));
  if (reason != TX_OK) return 0;
  login.check.alg = gate->alg;
  login.check.spki = tx_span_of(gate->spki, gate->spki_len);
  (void)tx_check_holds(&login.check);
  return 0;
}
