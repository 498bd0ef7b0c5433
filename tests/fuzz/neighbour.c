/* SPDX-License-Identifier: Apache-2.0 */
/* Datagrams of neighbours: as they come, and with a MAC that holds around what comes. */
#include "fuzz.h"

#include "format/neighbour.h"

#include <stdlib.h>

static const struct tx_neighbour_key key = { .id = 7, .bytes = { 1, 2, 3 } };

static struct tx_span vouched(const uint8_t *data, size_t size, uint8_t *out) {
  uint8_t mac[TX_HASH_SIZE];
  memcpy(out, data, size);
  tx_hmac_sha256(tx_span_of(key.bytes, sizeof key.bytes), tx_span_of(data, size), mac);
  memcpy(out + size, mac, 16);
  return tx_span_of(out, size + 16);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  uint8_t datagram[TX_NEIGHBOUR_MAX + 16], again[TX_NEIGHBOUR_MAX];
  struct tx_admission admission;
  size_t n;
  if (size > TX_NEIGHBOUR_MAX) return 0;
  (void)tx_admission_read(tx_span_of(data, size), &key, NULL, &admission);
  if (tx_admission_read(vouched(data, size, datagram), &key, NULL, &admission) != TX_OK) return 0;
  FUZZ_PROMISE(tx_admission_write(&admission, &key, again, sizeof again, &n) == TX_OK);
  FUZZ_PROMISE(tx_span_equal(tx_span_of(again, n), tx_span_of(datagram, size + 16)));
  return 0;
}
