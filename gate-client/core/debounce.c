/* SPDX-License-Identifier: Apache-2.0 */
#include "debounce.h"

#include "format/crypto.h"

static bool within(const struct gate_seen *seen, const void *source, int64_t at_ms) {
  return seen->used && seen->source == source && at_ms - seen->last_ms <= GATE_DEBOUNCE_MS;
}

struct gate_seen *gate_debounce_text(struct gate_debounce *debounce, const void *source,
                                     struct tx_span text, int64_t at_ms) {
  uint8_t hash[TX_HASH_SIZE];
  tx_sha256(text, hash);
  for (size_t i = 0; i < GATE_DEBOUNCE_ENTRIES; i++) {
    struct gate_seen *seen = &debounce->seen[i];
    if (within(seen, source, at_ms) && memcmp(seen->text, hash, sizeof hash) == 0) return seen;
  }
  return NULL;
}

struct gate_seen *gate_debounce_pass(struct gate_debounce *debounce, const void *source,
                                     uint64_t area, uint32_t index, int64_t at_ms) {
  for (size_t i = 0; i < GATE_DEBOUNCE_ENTRIES; i++) {
    struct gate_seen *seen = &debounce->seen[i];
    if (!within(seen, source, at_ms) || !seen->identified) continue;
    if (seen->area == area && seen->index == index) return seen;
  }
  return NULL;
}

bool gate_debounce_admitted(const struct gate_debounce *debounce, const void *source,
                            int64_t at_ms) {
  const struct gate_seen *last = NULL;
  for (size_t i = 0; i < GATE_DEBOUNCE_ENTRIES; i++) {
    const struct gate_seen *seen = &debounce->seen[i];
    if (!within(seen, source, at_ms) || seen->beside) continue;
    if (!last || seen->number > last->number) last = seen;
  }
  return last && last->verdict == TX_ALLOW;
}

void gate_debounce_continue(struct gate_seen *seen, struct tx_span text, int64_t at_ms) {
  tx_sha256(text, seen->text);
  seen->last_ms = at_ms;
}

/* What stood for it, a free slot, or the one that was quiet for longest. */
static struct gate_seen *slot(struct gate_debounce *debounce, const void *source,
                              struct tx_span text, const struct gate_seen *answer, int64_t at_ms) {
  struct gate_seen *before = gate_debounce_text(debounce, source, text, at_ms);
  if (!before && answer->identified)
    before = gate_debounce_pass(debounce, source, answer->area, answer->index, at_ms);
  if (before) return before;
  struct gate_seen *oldest = &debounce->seen[0];
  for (size_t i = 0; i < GATE_DEBOUNCE_ENTRIES; i++) {
    struct gate_seen *seen = &debounce->seen[i];
    if (!seen->used) return seen;
    if (seen->last_ms < oldest->last_ms) oldest = seen;
  }
  return oldest;
}

void gate_debounce_begin(struct gate_debounce *debounce, const void *source, struct tx_span text,
                         const struct gate_seen *answer, int64_t at_ms) {
  struct gate_seen *seen = slot(debounce, source, text, answer, at_ms);
  *seen = *answer;
  seen->source = source;
  seen->number = ++debounce->answers;
  seen->used = true;
  gate_debounce_continue(seen, text, at_ms);
}

void gate_debounce_admit(struct gate_debounce *debounce, uint64_t area, uint32_t index) {
  for (size_t i = 0; i < GATE_DEBOUNCE_ENTRIES; i++) {
    struct gate_seen *seen = &debounce->seen[i];
    if (!seen->used || !seen->identified || seen->area != area || seen->index != index) continue;
    seen->verdict = TX_ALLOW;
    seen->beside = false;
  }
}

void gate_debounce_forget(struct gate_debounce *debounce, const void *source, struct tx_span text) {
  uint8_t hash[TX_HASH_SIZE];
  tx_sha256(text, hash);
  for (size_t i = 0; i < GATE_DEBOUNCE_ENTRIES; i++) {
    struct gate_seen *seen = &debounce->seen[i];
    if (seen->source == source && memcmp(seen->text, hash, sizeof hash) == 0) seen->used = false;
  }
}

void gate_debounce_forget_people(struct gate_debounce *debounce) {
  for (size_t i = 0; i < GATE_DEBOUNCE_ENTRIES; i++)
    if (debounce->seen[i].identified) debounce->seen[i].used = false;
}
