/* SPDX-License-Identifier: Apache-2.0 */
#include "identities.h"

#include <stdlib.h>

static bool grow(struct identities_shelf *shelf) {
  size_t cap = shelf->cap ? shelf->cap * 2 : 16;
  struct identity *grown = realloc(shelf->items, cap * sizeof *grown);
  if (!grown) return false;
  shelf->items = grown;
  shelf->cap = cap;
  return true;
}

bool identities_add(struct identities *kept, const uint8_t id_hash[TX_HASH_SIZE], uint32_t index) {
  struct identities_shelf *shelf = &kept->shelves[id_hash[0]];
  if (shelf->count == shelf->cap && !grow(shelf)) return false;
  struct identity *identity = &shelf->items[shelf->count++];
  memcpy(identity->id_hash, id_hash, TX_HASH_SIZE);
  identity->index = index;
  return true;
}

const struct identity *identities_next(struct identities *kept) {
  for (; kept->shelf < IDENTITIES_SHELVES; kept->shelf++, kept->item = 0) {
    const struct identities_shelf *shelf = &kept->shelves[kept->shelf];
    if (kept->item < shelf->count) return &shelf->items[kept->item++];
  }
  return NULL;
}

void identities_finish(struct identities *kept) {
  for (size_t i = 0; i < IDENTITIES_SHELVES; i++)
    free(kept->shelves[i].items);
  *kept = (struct identities){ 0 };
}
