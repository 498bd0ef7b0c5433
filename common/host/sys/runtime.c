/* SPDX-License-Identifier: Apache-2.0 */
#include "runtime.h"

#include "file.h"
#include "host/text/text.h"

#include "format/crypto.h"

#include <stdlib.h>

#define ID_SIZE 8

static const char *place(size_t i) {
  const char *const places[] = { getenv("RUNTIME_DIRECTORY"), getenv("XDG_RUNTIME_DIR"),
                                 "/run/tongxing-gate", "/run" };
  for (size_t at = 0; at < sizeof places / sizeof *places; at++)
    if (places[at] && places[at][0] == '/' && i-- == 0) return places[at];
  return NULL;
}

char *host_runtime_path(const char *folder, const char *name, size_t i) {
  uint8_t hash[TX_HASH_SIZE];
  char id[2 * ID_SIZE + 1];
  HOST_FREE char *real = realpath(folder, NULL);
  const char *base = place(i);
  if (!base) return NULL;
  tx_sha256(tx_span_text(real ? real : folder), hash);
  host_hex(tx_span_of(hash, ID_SIZE), id);
  return host_path(base, "tongxing-%s-%s", id, name);
}
