/* SPDX-License-Identifier: Apache-2.0 */
/* A person at rest, behind the seal. */
#include "fuzz.h"

#include "domain/key/person.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  uint8_t map[PERSON_ENCODED_MAX];
  struct person person, again;
  if (person_decode(tx_span_of(data, size), &person) != TX_OK) return 0;
  size_t n = person_encode(&person, map);
  FUZZ_PROMISE(n <= sizeof map && n % 32 == 0);
  FUZZ_PROMISE(person_decode(tx_span_of(map, n), &again) == TX_OK);
  FUZZ_PROMISE(memcmp(&person, &again, sizeof person) == 0);
  return 0;
}
