/* SPDX-License-Identifier: Apache-2.0 */
/* Status lists: the object, its claims, and the byte planes inside. */
#include "object.h"

static struct tx_span make_payload(struct tx_span planes, uint8_t *out, size_t cap) {
  uint8_t packed[4096];
  struct tx_cbor_out o = tx_cbor_to(out, cap);
  const uint64_t count = fuzz_byte(&planes);
  tx_cbor_put_map(&o, 6);
  tx_cbor_put_int(&o, 2);
  tx_cbor_put_text(&o, tx_span_text("610113001001"));
  tx_cbor_put_int(&o, 4);
  tx_cbor_put_int(&o, FUZZ_NOW + 1000);
  tx_cbor_put_int(&o, 6);
  tx_cbor_put_int(&o, FUZZ_NOW);
  tx_cbor_put_int(&o, 65533);
  tx_cbor_put_map(&o, 2);
  tx_cbor_put_text(&o, tx_span_text("lst"));
  tx_cbor_put_bytes(&o, fuzz_deflate(planes, packed, sizeof packed));
  tx_cbor_put_text(&o, tx_span_text("bits"));
  tx_cbor_put_int(&o, 32);
  tx_cbor_put_int(&o, 65534);
  tx_cbor_put_int(&o, 60);
  tx_cbor_put_int(&o, -65540);
  tx_cbor_put_map(&o, 3);
  tx_cbor_put_int(&o, 0);
  tx_cbor_put_int(&o, FUZZ_NOW);
  tx_cbor_put_int(&o, 1);
  tx_cbor_put_uint(&o, count);
  tx_cbor_put_int(&o, 2);
  tx_cbor_put_array(&o, 2);
  tx_cbor_put_int(&o, FUZZ_NOW - 86400);
  tx_cbor_put_array(&o, 0);
  return o.full ? (struct tx_span){ 0 } : tx_cbor_written(&o);
}

static struct tx_span enter(struct tx_span in) {
  static uint8_t payload[FUZZ_OBJECT_MAX], wrapped[FUZZ_OBJECT_MAX];
  const enum fuzz_layer layer = (enum fuzz_layer)(fuzz_byte(&in) % FUZZ_LAYERS);
  if (layer == FUZZ_OBJECT) return in;
  if (layer == FUZZ_INSIDE) in = make_payload(in, payload, sizeof payload);
  return fuzz_wrap(FUZZ_STATUS, "tx-status", in, wrapped, sizeof wrapped);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const struct tx_clock clock = { .now_s = FUZZ_NOW };
  struct tx_status *taken = NULL;
  const struct tx_span object = enter(tx_span_of(data, size));
  const struct tx_floor floor = { .seq = FUZZ_NOW - 3600, .iat = FUZZ_NOW - 3600 };
  const struct fuzz_city *city = fuzz_city();
  const enum tx_reason reason = tx_status_take(object, city->trust, &floor, clock, &taken);
  FUZZ_PROMISE(tx_reason_known(reason));
  FUZZ_PROMISE((reason == TX_OK) == (taken != NULL));
  if (!taken) return 0;
  FUZZ_PROMISE(taken->seq > floor.seq && taken->count <= TX_COUNT_MAX);
  struct tx_counted counted;
  for (uint32_t i = 0; i < taken->count && i < 300; i++)
    tx_record_that_counts(taken->records[i], FUZZ_NOW - 60, i, taken, clock, &counted);
  tx_status_destroy(taken);
  return 0;
}
