/* SPDX-License-Identifier: Apache-2.0 */
/* Trust lists, offered to a gate that holds one and to one that holds none. */
#include "object.h"

static void offer(struct tx_span object, const struct tx_trust *held, const struct tx_pin *pin) {
  struct tx_trust *taken = NULL;
  const struct tx_clock clock = { .now_s = FUZZ_NOW };
  const enum tx_reason reason = tx_trust_take(object, held, pin, clock, &taken);
  FUZZ_PROMISE(tx_reason_known(reason));
  FUZZ_PROMISE((reason == TX_OK) == (taken != NULL));
  if (!taken) return;
  FUZZ_PROMISE(!held || (taken->seq > held->seq && taken->iat >= held->iat));
  FUZZ_PROMISE(taken->root_count >= 1 && taken->root_count <= 2);
  struct tx_keyring *ring = tx_keyring_create(taken);
  tx_keyring_destroy(ring);
  tx_trust_destroy(taken);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static uint8_t wrapped[FUZZ_OBJECT_MAX];
  struct tx_span in = tx_span_of(data, size);
  struct tx_pin pin = { .seq = 0 };
  struct tx_trust *reloaded = NULL;
  memcpy(pin.root, fuzz_signer(FUZZ_ROOT)->hash, sizeof pin.root);
  if (fuzz_byte(&in) % FUZZ_LAYERS != FUZZ_OBJECT)
    in = fuzz_wrap(FUZZ_ROOT, "tx-trust", in, wrapped, sizeof wrapped);
  offer(in, fuzz_city()->trust, NULL);
  offer(in, NULL, &pin);
  if (tx_trust_reload(in, pin.root, &reloaded) == TX_OK) tx_trust_destroy(reloaded);
  return 0;
}
