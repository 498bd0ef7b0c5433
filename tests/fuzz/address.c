/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses that people write, with passwords in them, and those that a camera redirects to. */
#include "fuzz.h"

#include "source/address.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char url[512], said[GATE_ADDRESS_MAX];
  struct gate_address read;
  const size_t n = size < sizeof url ? size : sizeof url - 1;
  memcpy(url, data, n);
  url[n] = '\0';
  const char *why = gate_address_read(url, &read);
  FUZZ_PROMISE(!why == (read.url != NULL));
  FUZZ_PROMISE(!read.password || read.name);
  if (!why) FUZZ_PROMISE(!strchr(read.url, '#'));
  gate_address_finish(&read);
  const bool readable = gate_address_say(url, said, sizeof said);
  FUZZ_PROMISE(readable || why);
  return 0;
}
