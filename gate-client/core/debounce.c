/* SPDX-License-Identifier: Apache-2.0 */
#include "debounce.h"

#include "format/crypto.h"

static bool within(const struct gate_seen *seen, const void *source, int64_t at_ms) {
  return seen->used && seen->source == source && at_ms - seen->last_ms <= GATE_DEBOUNCE_MS;
}

bool gate_debounce_text(struct gate_debounce *debounce, const void *source, struct tx_span text,
                        int64_t at_ms) {
  uint8_t hash[TX_HASH_SIZE];
  tx_sha256(text, hash);
  for (size_t i = 0; i < GATE_DEBOUNCE_ENTRIES; i++) {
    struct gate_seen *seen = &debounce->seen[i];
    if (!within(seen, source, at_ms) || memcmp(seen->text, hash, sizeof hash) != 0) continue;
    seen->last_ms = at_ms;
    return true;
  }
  return false;
}

bool gate_debounce_pass(struct gate_debounce *debounce, const void *source, struct tx_span text,
                        uint64_t area, uint32_t index, int64_t at_ms) {
  for (size_t i = 0; i < GATE_DEBOUNCE_ENTRIES; i++) {
    struct gate_seen *seen = &debounce->seen[i];
    if (!within(seen, source, at_ms) || !seen->identified) continue;
    if (seen->area != area || seen->index != index) continue;
    tx_sha256(text, seen->text);
    seen->last_ms = at_ms;
    return true;
  }
  return false;
}

/* A free slot, or the one that was quiet for longest. */
static struct gate_seen *slot(struct gate_debounce *debounce) {
  struct gate_seen *oldest = &debounce->seen[0];
  for (size_t i = 0; i < GATE_DEBOUNCE_ENTRIES; i++) {
    struct gate_seen *seen = &debounce->seen[i];
    if (!seen->used) return seen;
    if (seen->last_ms < oldest->last_ms) oldest = seen;
  }
  return oldest;
}

void gate_debounce_begin(struct gate_debounce *debounce, const void *source, struct tx_span text,
                         int64_t at_ms) {
  struct gate_seen *seen = slot(debounce);
  *seen = (struct gate_seen){ .source = source, .last_ms = at_ms, .used = true };
  tx_sha256(text, seen->text);
}

void gate_debounce_begin_pass(struct gate_debounce *debounce, const void *source,
                              struct tx_span text, uint64_t area, uint32_t index, int64_t at_ms) {
  struct gate_seen *seen = slot(debounce);
  *seen = (struct gate_seen){ .source = source,
                              .identified = true,
                              .area = area,
                              .index = index,
                              .last_ms = at_ms,
                              .used = true };
  tx_sha256(text, seen->text);
}

void gate_debounce_forget(struct gate_debounce *debounce, const void *source, struct tx_span text) {
  uint8_t hash[TX_HASH_SIZE];
  tx_sha256(text, hash);
  for (size_t i = 0; i < GATE_DEBOUNCE_ENTRIES; i++) {
    struct gate_seen *seen = &debounce->seen[i];
    if (seen->source == source && memcmp(seen->text, hash, sizeof hash) == 0) seen->used = false;
  }
}
