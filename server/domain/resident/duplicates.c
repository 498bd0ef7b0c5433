/* SPDX-License-Identifier: Apache-2.0 */
#include "duplicates.h"

#include <stdlib.h>

static struct duplicates_entry *place_of(const struct duplicates *seen, uint64_t key) {
  size_t i = (size_t)key & (seen->cap - 1);
  while (seen->entries[i].line && seen->entries[i].key != key)
    i = (i + 1) & (seen->cap - 1);
  return &seen->entries[i];
}

static bool grow(struct duplicates *seen) {
  struct duplicates wider = { .cap = seen->cap ? seen->cap * 2 : 1024 };
  wider.entries = calloc(wider.cap, sizeof *wider.entries);
  if (!wider.entries) return false;
  for (size_t i = 0; i < seen->cap; i++)
    if (seen->entries[i].line) *place_of(&wider, seen->entries[i].key) = seen->entries[i];
  wider.count = seen->count;
  free(seen->entries);
  *seen = wider;
  return true;
}

size_t duplicates_note(struct duplicates *seen, const uint8_t hash[TX_HASH_SIZE], size_t line) {
  uint64_t key;
  memcpy(&key, hash, sizeof key);
  if (seen->count * 2 >= seen->cap && !grow(seen)) return SIZE_MAX;
  struct duplicates_entry *entry = place_of(seen, key);
  if (entry->line) return entry->line;
  *entry = (struct duplicates_entry){ .key = key, .line = line };
  seen->count++;
  return 0;
}

void duplicates_finish(struct duplicates *seen) {
  free(seen->entries);
  *seen = (struct duplicates){ 0 };
}
