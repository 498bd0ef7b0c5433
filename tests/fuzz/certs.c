/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of withdrawn certificates. */
#include "object.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static uint8_t wrapped[FUZZ_OBJECT_MAX];
  const struct tx_clock clock = { .now_s = FUZZ_NOW };
  struct tx_span in = tx_span_of(data, size);
  struct tx_certs *taken = NULL;
  if (fuzz_byte(&in) % FUZZ_LAYERS != FUZZ_OBJECT)
    in = fuzz_wrap(FUZZ_CERTIFICATE, "tx-certs", in, wrapped, sizeof wrapped);
  const enum tx_reason reason = tx_certs_take(in, fuzz_city()->trust, NULL, clock, &taken);
  FUZZ_PROMISE(tx_reason_known(reason));
  FUZZ_PROMISE((reason == TX_OK) == (taken != NULL));
  if (!taken) return 0;
  FUZZ_PROMISE(!tx_certs_withdrawn(taken, taken->count) && !tx_certs_withdrawn(taken, UINT32_MAX));
  if (taken->count) (void)tx_certs_withdrawn(taken, taken->count - 1);
  tx_certs_destroy(taken);
  return 0;
}
