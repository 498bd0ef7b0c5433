/* SPDX-License-Identifier: Apache-2.0 */
/* What a server, or whoever stands in for it, links to. */
#include "fuzz.h"

#include "sync/link_header.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char links[512], target[128] = "";
  const size_t n = size < sizeof links ? size : sizeof links - 1;
  memcpy(links, data, n);
  links[n] = '\0';
  gate_link_before(links, target, sizeof target);
  FUZZ_PROMISE(!*target || strstr(links, target));
  return 0;
}
