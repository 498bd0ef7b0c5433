/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed_draft.h"

#include <stdio.h>
#include <stdlib.h>

static void name_part(enum sealed_draft_part part, uint64_t area, char out[64]) {
  snprintf(out, 64, "%s %llu", part == DRAFT_TEXT ? "draft" : "draft accepted",
           (unsigned long long)area);
}

enum tx_reason sealed_draft_make(const struct field_keys *fields, enum sealed_draft_part part,
                                 uint64_t area, const char *text, struct host_bytes *out) {
  char name[64];
  if (!*text) return TX_OK;
  name_part(part, area, name);
  return field_seal_new(fields, name, tx_span_text(text), out);
}

enum tx_reason sealed_draft_open(const struct field_keys *fields, enum sealed_draft_part part,
                                 uint64_t area, struct tx_span sealed, struct host_bytes *out) {
  char name[64];
  name_part(part, area, name);
  if (sealed.n) return field_unseal_new(fields, name, sealed, out);
  out->p = calloc(1, 1);
  return out->p ? TX_OK : TX_NO_MEMORY;
}
