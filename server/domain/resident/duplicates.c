/* SPDX-License-Identifier: Apache-2.0 */
#include "duplicates.h"

#include <stdlib.h>

static struct duplicates_entry *place_of(const struct duplicates *seen, uint64_t key) {
  size_t i = (size_t)key & (seen->cap - 1);
  while (seen->entries[i].number && seen->entries[i].key != key)
    i = (i + 1) & (seen->cap - 1);
  return &seen->entries[i];
}

static bool grow(struct duplicates *seen) {
  struct duplicates wider = { .cap = seen->cap ? seen->cap * 2 : 1024 };
  wider.entries = calloc(wider.cap, sizeof *wider.entries);
  if (!wider.entries) return false;
  for (size_t i = 0; i < seen->cap; i++)
    if (seen->entries[i].number) *place_of(&wider, seen->entries[i].key) = seen->entries[i];
  wider.count = seen->count;
  free(seen->entries);
  *seen = wider;
  return true;
}

size_t duplicates_find(const struct duplicates *seen, const uint8_t hash[TX_HASH_SIZE]) {
  uint64_t key;
  memcpy(&key, hash, sizeof key);
  return seen->cap ? place_of(seen, key)->number : 0;
}

size_t *duplicates_at(struct duplicates *seen, const uint8_t hash[TX_HASH_SIZE]) {
  uint64_t key;
  memcpy(&key, hash, sizeof key);
  if (seen->count * 2 >= seen->cap && !grow(seen)) return NULL;
  struct duplicates_entry *entry = place_of(seen, key);
  seen->count += entry->number == 0;
  entry->key = key;
  return &entry->number;
}

size_t duplicates_note(struct duplicates *seen, const uint8_t hash[TX_HASH_SIZE], size_t line) {
  size_t *first = duplicates_at(seen, hash);
  if (!first) return SIZE_MAX;
  if (*first) return *first;
  *first = line;
  return 0;
}

void duplicates_finish(struct duplicates *seen) {
  free(seen->entries);
  *seen = (struct duplicates){ 0 };
}
