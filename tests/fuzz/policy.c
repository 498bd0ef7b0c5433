/* SPDX-License-Identifier: Apache-2.0 */
/* Signed policies; policy_json and logic look into what is signed. */
#include "object.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static uint8_t wrapped[FUZZ_OBJECT_MAX];
  const struct tx_clock clock = { .now_s = FUZZ_NOW };
  struct tx_span in = tx_span_of(data, size);
  struct tx_policy *taken = NULL;
  if (fuzz_byte(&in) % FUZZ_LAYERS != FUZZ_OBJECT)
    in = fuzz_wrap(FUZZ_POLICY, "tx-policy", in, wrapped, sizeof wrapped);
  const enum tx_reason reason = tx_policy_take(in, fuzz_city()->trust, 1600000000, clock, &taken);
  FUZZ_PROMISE(tx_reason_known(reason));
  FUZZ_PROMISE((reason == TX_OK) == (taken != NULL));
  if (!taken) return 0;
  FUZZ_PROMISE(taken->seq > 1600000000 && tx_area_valid(taken->area));
  (void)tx_policy_in_force(taken, FUZZ_NOW);
  tx_policy_destroy(taken);
  return 0;
}
