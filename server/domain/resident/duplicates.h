/* SPDX-License-Identifier: Apache-2.0 */
/* A number for each of many keyed hashes: which identities a file has named, and on which line. */
#ifndef SERVER_DOMAIN_SEEN_H
#define SERVER_DOMAIN_SEEN_H

#include "format/bytes.h"

struct duplicates_entry {
  uint64_t key;
  size_t number; /* 0: empty */
};

struct duplicates {
  struct duplicates_entry *entries;
  size_t count, cap; /* cap is a power of two */
};

/* Notes an identity. 0 when it is new, else the line that named it first; SIZE_MAX without memory.
 * The hash is keyed, so half a hash is enough and nobody can make two meet. */
size_t duplicates_note(struct duplicates *seen, const uint8_t hash[TX_HASH_SIZE], size_t line);
/* A hash's number; 0: it has none. */
size_t duplicates_find(const struct duplicates *seen, const uint8_t hash[TX_HASH_SIZE]);
/* The same for any number: where it stands, 0 when the hash is new. NULL without memory; until the
 * next call. */
size_t *duplicates_at(struct duplicates *seen, const uint8_t hash[TX_HASH_SIZE]);
void duplicates_finish(struct duplicates *seen);

#endif
