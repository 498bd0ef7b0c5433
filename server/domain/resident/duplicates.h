/* SPDX-License-Identifier: Apache-2.0 */
/* Which identities a file has named already, and on which line. */
#ifndef SERVER_DOMAIN_SEEN_H
#define SERVER_DOMAIN_SEEN_H

#include "format/bytes.h"

struct duplicates_entry {
  uint64_t key;
  size_t line; /* 0: empty */
};

struct duplicates {
  struct duplicates_entry *entries;
  size_t count, cap; /* cap is a power of two */
};

/* Notes an identity. 0 when it is new, else the line that named it first; SIZE_MAX without memory.
 * The hash is keyed, so half a hash is enough and nobody can make two meet. */
size_t duplicates_note(struct duplicates *seen, const uint8_t hash[TX_HASH_SIZE], size_t line);
void duplicates_finish(struct duplicates *seen);

#endif
