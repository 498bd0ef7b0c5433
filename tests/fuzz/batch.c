/* SPDX-License-Identifier: Apache-2.0 */
/* Journal batches, as the server takes them from a gate or a stick. */
#include "object.h"

static void write_again(const struct tx_event *event) {
  uint8_t bytes[4096];
  size_t n;
  struct tx_event read;
  if (tx_event_write(event, bytes, sizeof bytes, &n) != TX_OK) return;
  FUZZ_PROMISE(tx_event_read(tx_span_of(bytes, n), &read) == TX_OK);
  FUZZ_PROMISE(read.at == event->at && read.reason == event->reason);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static uint8_t wrapped[FUZZ_OBJECT_MAX];
  struct tx_span in = tx_span_of(data, size);
  const struct tx_signer *gate = fuzz_signer(FUZZ_GATE);
  struct tx_batch *taken = NULL;
  uint8_t kid[TX_KID_SIZE];
  if (fuzz_byte(&in) % FUZZ_LAYERS != FUZZ_OBJECT)
    in = fuzz_wrap(FUZZ_GATE, "tx-batch", in, wrapped, sizeof wrapped);
  (void)tx_batch_kid(in, kid);
  const enum tx_reason reason =
      tx_batch_take(in, gate->alg, tx_span_of(gate->spki, gate->spki_len), &taken);
  FUZZ_PROMISE(tx_reason_known(reason));
  FUZZ_PROMISE((reason == TX_OK) == (taken != NULL));
  if (!taken) return 0;
  FUZZ_PROMISE(taken->count <= TX_BATCH_EVENTS && (taken->count > 0 || taken->lost));
  for (size_t i = 0; i < taken->count; i++)
    write_again(&taken->events[i]);
  tx_batch_destroy(taken);
  return 0;
}
