/* SPDX-License-Identifier: Apache-2.0 */
/* A copy of a gate's floors: as it lies on a disk that somebody had, and with rows of somebody's
 * under a head that fits them. */
#include "fuzz.h"

#include "objects/floors.h"

#include "host/text/text.h"

#include <stdio.h>
#include <stdlib.h>

static void parse(struct tx_span copy) {
  struct gate_state *state = gate_state_create();
  if (!state) return;
  const uint64_t number = gate_floors_parse(copy, state);
  FUZZ_PROMISE(number || !state->remembered_count);
  for (size_t i = 0; i < state->remembered_count; i++)
    FUZZ_PROMISE(state->remembered[i].area <= 999999999999u);
  gate_state_unref(state);
}

static void parse_rows(const uint8_t *data, size_t size) {
  uint8_t hash[TX_HASH_SIZE];
  char digits[2 * TX_HASH_SIZE + 1], head[160];
  tx_sha256(tx_span_of(data, size), hash);
  host_hex(tx_span_of(hash, sizeof hash), digits);
  const int n = snprintf(head, sizeof head, "tongxing-floors 1 %020d %020zu %s\n", 7, size, digits);
  uint8_t *copy = malloc((size_t)n + size);
  if (!copy) return;
  memcpy(copy, head, (size_t)n);
  memcpy(copy + n, data, size);
  parse(tx_span_of(copy, (size_t)n + size));
  free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  parse(tx_span_of(data, size));
  if (size) parse_rows(data, size);
  return 0;
}
